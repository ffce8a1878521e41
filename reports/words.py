"""Every closed set of a run, in words for a reader who never saw the code."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from nango_conformance.results import Outcome, RunVerdict
from nango_conformance.verdict import EXIT_STATUS


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """How a verdict is named, marked and explained; the mark is never the only sign."""

    mark: str
    word: str
    meaning: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """How the verdict of a whole run is named, and what its exit status says."""

    mark: str
    word: str
    exit_status: int
    meaning: str


OUTCOMES: Final[Mapping[Outcome, Word]] = MappingProxyType(
    {
        Outcome.PASSED: Word(
            mark="✓",
            word="Passed",
            meaning="Every example that applies to the target did what the check demands, and "
            "there is evidence of it.",
        ),
        Outcome.PASSED_WITH_FINDINGS: Word(
            mark="◐",
            word="Passed with findings",
            meaning="Said of an item or a group: what decides passed, another of its checks failed "
            "or is waived.",
        ),
        Outcome.FAILED: Word(
            mark="✗",
            word="Failed",
            meaning="The target was seen doing what the check forbids, or not what it demands.",
        ),
        Outcome.WAIVED: Word(
            mark="⚑",
            word="Waived",
            meaning="It failed, and the target's description declares that as a known failure "
            "with an end date.",
        ),
        Outcome.NOT_OBSERVABLE: Word(
            mark="◌",
            word="Not observable",
            meaning="No channel that the target's description declares can show it. It may be "
            "right or wrong.",
        ),
        Outcome.NOT_APPLICABLE: Word(
            mark="—",
            word="Not applicable",
            meaning="The target does not have the thing that the check is about, as its "
            "description declares: whoever relies on this should see whether that is so. Or the "
            "check is a MAY, and the target does otherwise.",
        ),
        Outcome.INCONCLUSIVE: Word(
            mark="?",
            word="Inconclusive",
            meaning="The answer would mean nothing: the positive control failed, or the harness "
            "itself broke.",
        ),
        Outcome.NOT_RUN: Word(
            mark="○",
            word="Not run",
            meaning="Nobody looked: it was not selected, or the run ended before it.",
        ),
    }
)

GOOD: Final = (Outcome.PASSED, Outcome.PASSED_WITH_FINDINGS)
"""Verdicts of an item whose essential checks were all seen to pass."""

STATUSES: Final[Mapping[RunVerdict, Status]] = MappingProxyType(
    {
        RunVerdict.CONFORMANT: Status(
            mark="✓",
            word="Conformant",
            exit_status=EXIT_STATUS[RunVerdict.CONFORMANT],
            meaning="No MUST and no essential check failed, and every essential check was judged, "
            "or a waiver excuses it.",
        ),
        RunVerdict.NOT_CONFORMANT: Status(
            mark="✗",
            word="Not conformant",
            exit_status=EXIT_STATUS[RunVerdict.NOT_CONFORMANT],
            meaning="A MUST or an essential check failed, or a waiver is expired or needless.",
        ),
        RunVerdict.INCONCLUSIVE: Status(
            mark="?",
            word="Could not be judged",
            exit_status=EXIT_STATUS[RunVerdict.INCONCLUSIVE],
            meaning="Nothing ran, the run broke off, or an essential check is inconclusive, not "
            "observable or not run.",
        ),
    }
)

SCHEDULE_MEANINGS: Final[Mapping[RunVerdict, str]] = MappingProxyType(
    {
        RunVerdict.CONFORMANT: "No order of events that was played ended otherwise than it has to; "
        "no check ran.",
        RunVerdict.NOT_CONFORMANT: "An order of events ended otherwise than it has to.",
        RunVerdict.INCONCLUSIVE: "Nothing was played, the run broke off, or an order of events "
        "could not be judged.",
    }
)
"""What the exit status says of a run that played orders of events instead of checks."""

SHOWN_BY: Final[Mapping[str, str]] = MappingProxyType(
    {
        "backend": "at the backend",
        "played": "played by the harness",
        "browser": "seen in a browser",
    }
)

SHOWN_BY_MEANINGS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "backend": "The target's own backend did its part of it, and was watched doing so.",
        "played": "The harness stood in for the frontend, the user and the provider. A tick here "
        "says that the backend fits them, not that the real ones were tried.",
        "browser": "The target's real page was driven in a browser.",
    }
)

LEVELS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "MUST": "Breaking it loses or leaks a connection, or contradicts a rule that Nango "
        "documents as necessary. It decides the verdict.",
        "SHOULD": "Defence in depth, or quality. A failure is reported; it decides the verdict "
        "only where the check is marked ★ essential.",
        "MAY": "Reported, never failed.",
    }
)

MODES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "start": "started by this run",
        "attach": "already running",
    }
)
"""How the target came to run; any other word is shown as it is."""

ADVICE: Final[Mapping[Outcome, tuple[str, str]]] = MappingProxyType(
    {
        Outcome.NOT_OBSERVABLE: (
            "How to have it seen",
            (
                "Where the reason names a section of target.toml, declare it and run again: "
                "`nango-conformance doctor` tells what each missing section costs. What then shows "
                "may be right or wrong."
            ),
        ),
        Outcome.INCONCLUSIVE: (
            "What to do",
            (
                "Mend what the reason names, and run again: until then this says nothing of the "
                "target, good or bad."
            ),
        ),
    }
)
"""What to do about a check without an answer, whatever it is about, and how to call that."""

TERMS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "Nango": "The service that takes a user to an outside provider, keeps the credentials that "
        "come of it, and tells the backend by a webhook. Here a fake of it stands in its place, "
        "and wherever this report says Nango did something, the fake did.",
        "Target": "The backend that is judged, by the name that its description gives it. The "
        "description, target.toml, says how to reach it and what of it can be seen; names in "
        "[brackets] are sections of that file. Which version of its code ran, this report does "
        "not know.",
        "Harness": "The program that judges: it plays the frontend and the users, and watches. It "
        "may start several copies of the target to save time, each at a port of its own: "
        "addresses in the evidence differ by that alone.",
        "Connect session": "What the backend asks Nango for before a user may connect an account; "
        "its token opens the modal in the frontend.",
        "Connection": "An account that a user has connected. Nango names it by the connectionId, "
        "which the backend has to keep: it is the only way to the user's data.",
        "Link": "What the target keeps and shows of somebody's connection: pending, active, broken "
        "or gone, in words of its own that its description translates.",
        "Workspace": "What a person's data belongs to, where the target has several for one "
        "person or shares one among people.",
        "Tags, end_user": "What the backend tells Nango of whoever connects, when it asks for the "
        "session; it comes back in the webhook, and says whose the connection is.",
        "Webhook": "A request that Nango makes to the backend, with a signature, to tell of "
        "something: that a connection was made, that a sync has ended.",
        "HMAC, signature": "A code over the exact bytes of a webhook, made with a key that only "
        "Nango and the backend have (RFC 2104). Nango sends it as X-Nango-Hmac-Sha256; whoever "
        "lacks the key cannot make it, so it shows who sent the webhook.",
        "Legacy signature": "The older X-Nango-Signature, a plain digest of the key followed by "
        "the body. Whoever has seen one can make a right one for a longer body, without the key: "
        "that is length extension.",
        "First sync": "The first fetching of the user's data, e-mail here, after the connection.",
        "Check, example": "A check is one demand. It is tried in examples, each of them a scenario "
        "in the file and line that are named; an example's title says what it demands.",
        "Positive control": "A check that has to pass before another means anything: a backend "
        "that refuses every webhook also refuses forged ones, and is not secure for that.",
        "Seen to catch": "Wrong backends that exist, and on which this check was seen to fail. "
        "D01 and its like, and X-… , are their names in the project's catalogue.",
        "Profile": "Which set of routes the target is taken to have; “seed” is that of the "
        "checklist that this project began with.",
        "Random seed": "The number that the names and ids of a run are made from: with the same "
        "one they come again.",
        "Source": "Where a demand comes from. Nango's guides and changelog, with lines, and paths "
        "such as webhooks/lib/utils.ts are files of github.com/NangoHQ/nango at commit 2f4c0af6, "
        "below docs/ (docs/updates/changelog.mdx) and packages/. The seed is the checklist that "
        "this project began with, ASVS the OWASP Application Security Verification Standard; "
        "“observed” is what a real Nango was seen to answer.",
        "+12 ms": "When a piece of evidence began, counted from the first one of its example.",
        "Ada, Grace, Mallory": "The people of the examples. Mallory means harm.",
    }
)
"""What a reader has to know who knows neither Nango nor this program."""
