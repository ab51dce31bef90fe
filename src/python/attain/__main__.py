"""The command line: `attain`, or `python -m attain`."""

from __future__ import annotations

import signal
import sys
from datetime import date

from . import _attain


def main() -> int:
    """Carries out the command line as the program does, and answers its exit code."""
    # The work is not done in Python: only the system can stop it.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    today = date.today()
    return _attain.run(["attain", *sys.argv[1:]], (today.year, today.month, today.day))


if __name__ == "__main__":
    sys.exit(main())
