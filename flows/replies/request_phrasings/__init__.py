"""What people ask of us rather than answer, one file per language: phrasings of whole messages, by command.

A phrasing is its words in their order, on one line that may go on where the next is indented further. `a|b` is
either, `a_b` two words together; a `?` behind a slot means that it may be missing, `<name>` is a set of the
language's request_words, `#` a number, `*` one to four words of any kind. A phrasing that begins with `~` is heard
only where the question does not want free text: "I am at work" may answer one. Everything in a message must be
accounted for: "stop the pain" is no request of ours.
"""
