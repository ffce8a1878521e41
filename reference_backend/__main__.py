"""`python -m reference_backend`."""

from __future__ import annotations

import sys

from reference_backend.server import main

if __name__ == "__main__":
    sys.exit(main())
