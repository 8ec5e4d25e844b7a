"""Conformance of what an office provides with the profile: named checks, each with its remedy.

``examination`` asks, and everything else is pure: ``catalogue`` holds the checks as texts (rule, source,
remedy); ``answers``, ``families``, ``lists``, ``refusals``, ``contents`` and ``disclosure`` judge what came;
``reports`` writes findings as JUnit. ``asking`` is the one place that opens connections.

``hosted`` examines an index that an office publishes as files, by ``hosted_catalogue``: on a web server or,
through ``folder``, on this machine. Its rows are judged in ``connectors.static_index.faults``.
"""
