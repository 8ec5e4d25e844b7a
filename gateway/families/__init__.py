"""Patent families from what several providers list and claim: pure, near-linear, independent of order.

``family`` has the types and ``find``; ``grouping`` the one entry, ``group``. Beneath it, in the order of
the work: ``spellings`` unifies numbers, ``edges`` reads claims and who states them, ``doubts`` quarantines
the implausible ones (by ``datings``, and in ``crowds``), ``accounts`` tells what is known at first hand,
``kinship`` joins (by ``evidence``; ``forest`` is its union-find), ``presenting`` gives identifiers and order.
"""
