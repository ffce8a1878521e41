"""
Orders of events: what can happen around one new connection, in which order, and how close together.

Pure: an alphabet, schedules in it with ids that say what they are, the four things that can
befall one (drop, duplicate, delay, swap), and all schedules that there are.
"""

from nango_conformance.schedules.canonical import canonical
from nango_conformance.schedules.events import ARRIVALS, SHORT, WORDS, Event, Timing
from nango_conformance.schedules.generation import LONGEST, all_schedules
from nango_conformance.schedules.reading import ALL, schedule_of
from nango_conformance.schedules.schedule import Move, Schedule

__all__ = [
    "ALL",
    "ARRIVALS",
    "LONGEST",
    "SHORT",
    "WORDS",
    "Event",
    "Move",
    "Schedule",
    "Timing",
    "all_schedules",
    "canonical",
    "schedule_of",
]
