"""`python -m extract` is `kehoach`."""

from extract.cli import main

main(prog_name="kehoach")
