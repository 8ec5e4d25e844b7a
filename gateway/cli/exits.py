"""The exit codes of the commands: scripts are written against them."""

from __future__ import annotations

COMPLETE = 0
"""Done; for a family, everybody who could know has answered."""

FAILED = 1
"""The command could not go on: a port that is taken, a worker that does not start."""

UNUSABLE = 2
"""The question, an option or the configuration cannot be used as it is."""

PARTIAL = 3
"""A family is known, and some office that could know more has not answered."""

NOT_FOUND = 4
"""Everybody who could know says no, or what there is may not be seen."""

NOBODY = 6
"""Nobody answered: neither yes nor no is known."""

INTERRUPTED = 130
"""The user pressed Ctrl-C."""
