"""
The detour: how an application that calls https://api.nango.dev comes to this fake instead.

It is opened on request only. A proxy takes what goes to Nango and nothing else, and a TLS
listener shows a certificate of a throw-away authority, whose certificate lies in a file.
"""

from __future__ import annotations

from fake_nango.detour.authority import NANGO
from fake_nango.detour.opening import Detour, open_detour
from fake_nango.detour.variables import Way, variables

__all__ = ["NANGO", "Detour", "Way", "open_detour", "variables"]
