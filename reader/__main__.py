"""`python -m reader`: the same as the command `octavo`, for a checkout that is not installed."""

import sys

from reader.cli import main

if __name__ == "__main__":
    sys.exit(main())
