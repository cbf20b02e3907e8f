"""`python -m equilibrium`: the command line."""

import sys

from equilibrium.cli import main

if __name__ == "__main__":
    sys.exit(main())
