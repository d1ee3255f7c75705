"""`python -m prosvar`."""

from prosvar.cli import main

main()
