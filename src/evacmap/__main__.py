"""`python -m evacmap`, the same as the command `evacmap`."""

from evacmap.cli import main

if __name__ == "__main__":
    main()
