"""`python -m extract` is `kehoach`."""

from extract.cli import main

if __name__ == "__main__":  # a local cluster's processes import this module
    main(prog_name="kehoach")
