"""`python -m reference_backend`."""

from __future__ import annotations

import gc
import sys

if __name__ == "__main__":
    # A tenth of the imports' time: they only make what stays. The server switches it on again.
    gc.disable()
    from reference_backend.server import main

    sys.exit(main())
