"""One file per language; a new one is found by its name, which is the language's tag."""
