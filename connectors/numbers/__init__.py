"""Patent numbers: any written form an examiner uses, to one identity, and back.

Read ``identity`` for the value objects, ``reading.read`` for text to scored readings, ``writing`` for
identity to display, DOCDB, EPODOC, ST.13 and the office's own spelling, and ``grammars`` for the one
declarative grammar per office.
"""
