"""
A check as one shell script: bash, curl and openssl show what it shows, and end as it does.

The script is made from the scenarios of the check and the description of the target, and from
nothing that a run has seen: it makes its own people, and takes what the backend and Nango make
from their answers. Where a check is about what no shell can tell (time, a whole run, a database,
a killed process), there is no script, and it is said why.
"""

from __future__ import annotations

from nango_conformance.reproduction.selectors import Unscriptable
from nango_conformance.reproduction.writing import script_of

__all__ = ["Unscriptable", "script_of"]
