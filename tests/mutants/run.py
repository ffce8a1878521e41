"""
Serves one wrong backend: `python tests/mutants/run.py D01 --port 0`.

D01 is what `d01.py` beside this file makes of the reference backend by its `parts()`; what
comes after the name is the reference's own command line.
"""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

from reference_backend.parts import Parts
from reference_backend.server import main


def parts_of(mutant: str) -> Parts:
    """Return the decisions of one wrong backend."""
    name = mutant.lower().replace("-", "_")
    spec = importlib.util.spec_from_file_location(name, Path(__file__).parent / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    # Dataclasses look up the module that they are defined in.
    sys.modules[name] = module
    spec.loader.exec_module(module)
    parts: Parts = module.parts()
    return parts


if __name__ == "__main__":
    sys.exit(main(sys.argv[2:], parts=parts_of(sys.argv[1])))
