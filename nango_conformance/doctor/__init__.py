"""
Tries a target's description in one real walk, and says what is wrong with it before a run does.

Nothing is judged here: the doctor tells whether a run would mean anything.
"""

from nango_conformance.doctor.examination import examine
from nango_conformance.doctor.remark import Part, Remark, Remarks, Standing

__all__ = ["Part", "Remark", "Remarks", "Standing", "examine"]
