"""Safety words, one file per language; the comment above each group says what it is for.

A pattern is words in their order, with up to three others between any two. `a|b` is either word, `stem*` any
ending, `+word` stands right after the one before. Marks, doubled letters and one slip in a longer word are seen
through, so write each word once, correctly. Recall comes before precision: a false alarm costs a telephone call,
a missed one may cost a life.
"""
