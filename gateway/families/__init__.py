"""Patent families from what several providers list and claim: pure, near-linear, independent of order.

``family`` has the types and ``find``, ``grouping`` the one entry ``group``; ``spellings`` unifies numbers,
``edges`` reads claims, ``doubts`` quarantines the implausible ones, ``forest`` is the union-find beneath.
"""
