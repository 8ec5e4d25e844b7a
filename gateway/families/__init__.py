"""Patent families from what several providers list and claim: pure, near-linear, independent of order.

``family`` has the types and ``find``; ``grouping`` the one entry, ``group``. Beneath it, in the order of
the work: ``spellings`` unifies numbers, ``edges`` reads claims, ``doubts`` quarantines the implausible
ones, ``kinship`` joins (``forest`` is its union-find), ``presenting`` gives identifiers and order.
"""
