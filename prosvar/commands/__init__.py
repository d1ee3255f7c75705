"""One file for each group of commands. Everything heavy is imported inside a command, so that `--help` is quick."""
