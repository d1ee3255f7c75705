"""Words that the phrasings of requests share, one file per language.

`IDLE` words are set aside before, wherever they stand, `SPELT` writes short forms out, and `SETS` are the ways to fill
a slot that many phrasings have. Marks and doubled letters are seen through, so write each word once, correctly.
"""
