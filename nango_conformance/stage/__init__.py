"""
One run and its scenarios: who is there, what they do, what is then the case.

`Session` wires a run together; `Stage` is one scenario's, with what happened in it so far.
"""

from nango_conformance.stage.attempt import Attempt
from nango_conformance.stage.session import Session
from nango_conformance.stage.stage import Stage
from nango_conformance.stage.values import operator_environment

__all__ = ["Attempt", "Session", "Stage", "operator_environment"]
