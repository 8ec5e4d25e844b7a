"""Document codes of the offices, read into one category vocabulary.

``categories`` has the one entry, ``classify``; ``tables`` reads the data files beside it. A data file has
one code a line; ``titles.tsv`` has, in the order in which they are tried, the words that titles are known by.
"""
