"""Steps in which somebody does something."""

from __future__ import annotations

import json
import shlex
from collections.abc import Callable, Mapping
from typing import Any, Final

from nango_conformance.driver.fake import SPARE
from nango_conformance.evidence import Account
from nango_conformance.reproduction.forging import arrival
from nango_conformance.reproduction.selectors import Unscriptable
from nango_conformance.reproduction.telling import Telling
from nango_conformance.stage.authorising import Manner, Order
from nango_conformance.stage.delivering import DETAILS, NAMES, RETRY_PAUSE_S, STRANGE, Event, Repeat
from nango_conformance.stage.forgeries import Forgery
from nango_conformance.stage.looking import ORGANISATION, Sought
from nango_conformance.stage.starting import Credential, Place, Workspace
from nango_conformance.stage.troubles import ANSWERS, Trouble
from nango_conformance.target import placeholders

Lines = list[str]

_TIMED: Final = frozenset({Trouble.SILENCE, Trouble.DRIP, Trouble.BUSY, Trouble.BUSY_ONCE})
"""Troubles that are about time."""


def _on(command: str) -> Callable[..., Lines]:
    """Return a writer of one command about somebody's account."""

    def write(telling: Telling, who: str, account: str = Account.MAIN) -> Lines:
        return [f"{command} {telling.key(who, account)}"]

    return write


def _start_all(telling: Telling) -> Lines:
    lines = []
    for who, account in telling.table[1:]:
        if _exists(telling, account):
            lines.append(f"have_started {telling.key(who, account)}")
    return [*lines, "looked_at_all"]


def _exists(telling: Telling, account: str) -> bool:
    """Say whether a bystander can be there; the stage passes over the others, too."""
    if account == Account.OTHER:
        return telling.target.other_integration() is not None
    hook = telling.target.fixtures.create_workspace
    return account != Account.SECOND_WORKSPACE or (telling.target.has_workspaces and bool(hook))


def _arrives(telling: Telling, who: str, account: str, word: str) -> Lines:
    telling.forgery = Forgery(word)
    return arrival(telling, telling.key(who, account), telling.forgery)


def _disconnect(telling: Telling, who: str) -> Lines:
    if telling.target.disconnect is None:
        return ["inapplicable 'the target declares no [disconnect] route'"]
    return [f"disconnect {telling.key(who)}"]


def _emit(telling: Telling, word: str) -> Lines:  # noqa: ARG001 - every writer takes it
    event = Event(word)
    if event is Event.UNREFRESHED:
        raise Unscriptable("no lines of a shell are known for a refresh that fails")
    details = "".join(
        f", {json.dumps(k)}: {json.dumps(v)}" for k, v in DETAILS.get(event, {}).items()
    )
    if len(details) > 1000:  # noqa: PLR2004 - what a person still reads
        raise Unscriptable("a body of two hundred kilobytes does not belong into a script")
    nobody = " nobody" if event in STRANGE else ""
    return [f"emit ada_main {shlex.quote(NAMES[event])} {shlex.quote(details)}{nobody}"]


def _repeat(telling: Telling, word: str) -> Lines:  # noqa: ARG001 - every writer takes it
    moment = Repeat(word)
    if moment not in {Repeat.AT_ONCE, Repeat.LATER}:
        raise Unscriptable("no lines of a shell are known for the webhook of a former connection")
    later = f" {RETRY_PAUSE_S:g}" if moment is Repeat.LATER else ""
    return [f"repeat ada_main{later}"]


def _both(telling: Telling, word: str) -> Lines:  # noqa: ARG001 - every writer takes it
    word = {Order.SAME: "same", Order.REVERSED: "reversed", Order.TOGETHER: "together"}[Order(word)]
    return [f"authorise_both ada_main grace_main {word}"]


def _anew(telling: Telling, who: str, word: str) -> Lines:
    manner = Manner(word)
    if manner is Manner.AS_GRACE:
        raise Unscriptable("no lines of a shell are known for an authorisation in another's name")
    return [f"reauthorise {telling.key(who)}{' named' if manner is Manner.NAMED else ''}"]


def _try_other(telling: Telling, who: str) -> Lines:
    other = telling.target.other_integration()
    named = shlex.quote(other.nango_id if other else SPARE)
    return [f"try_integration {telling.key(who)} {named}"]


def _stranger(telling: Telling, word: str) -> Lines:
    auth = telling.target.auth
    if auth.mode == "none":
        return ["inapplicable 'everyone is the same user'"]
    headers: Mapping[str, Lines] = {
        Credential.NONE: [],
        Credential.EMPTY: ["-H 'Authorization: Bearer'", "-H 'Cookie;'"],
        Credential.FOREIGN: ["-H 'Cookie: another_site_session=eyJhIjoxfQ'"],
    }
    if word not in headers:
        raise Unscriptable("the stranger's sign-in is signed with a key")
    own = [f"-H {shlex.quote(f'{auth.header};')}"] if auth.mode == "header" else []
    more = own if word == Credential.EMPTY else []
    return [" ".join(["start_as_stranger ada_main", *headers[word], *more])]


def _elsewhere(telling: Telling, who: str, word: str) -> Lines:
    target = telling.target
    named = placeholders(
        f"{target.connect.path} {target.connect.body} {dict(target.connect.headers)}"
    )
    if target.auth.mode == "none" or not target.has_workspaces or "workspace.id" not in named:
        return ["inapplicable 'the client names no workspace when it starts'"]
    backwards = (
        '"$(awk \'{ for (i = length($0); i; i--) printf "%s", substr($0, i, 1) }\' '
        '<<<"$ada_workspace_0")"'
    )
    place = {
        Workspace.ADAS: '"$ada_workspace_0"',
        Workspace.UNKNOWN: backwards,
        Workspace.MALFORMED: '"no such workspace\'\\""',
    }[Workspace(word)]
    return [f"start_elsewhere {telling.key(who)} {place}"]


def _claiming(telling: Telling, who: str, other: str, word: str) -> Lines:
    if telling.target.auth.mode == "none":
        return ["inapplicable 'everyone is the same user'"]
    claims = _identity(telling, other)
    at, victim = Place(word), other.lower()
    before, after = [f"person {victim}"], []
    start = f"start {telling.key(who)}"
    if at is Place.BODY:
        pairs = [f'\\"{name}\\": \\"{value}\\"' for name, value in claims.items()]
        pairs += [f'\\"endUserId\\": \\"${victim}_id\\"', f'\\"email\\": \\"${victim}_email\\"']
        pairs += [
            f'\\"end_user\\": {{\\"id\\": \\"${victim}_id\\", \\"email\\": \\"${victim}_email\\"}}'
        ]
        before.append(f'more_json="{", ".join(pairs)}"')
        after.append("more_json=''")
        if not isinstance(telling.target.connect.body, Mapping) or not telling.target.connect.body:
            raise Unscriptable("the start takes no body that a claim could stand in")
    elif at is Place.ADDRESS:
        before.append(f'more_query="{_query(claims)}"')
        after.append("more_query=''")
    else:
        words = {n.replace("_", "-"): v for n, v in claims.items() if "_" in n}
        start += "".join(f' -H "x-{name}: {value}"' for name, value in words.items())
    return [*before, start, *after]


def _identity(telling: Telling, who: str) -> dict[str, str]:
    me = who.lower()
    claims = {"userId": f"${me}_id", "user_id": f"${me}_id"}
    if telling.target.is_shared:
        claims |= dict.fromkeys(ORGANISATION, f"${me}_workspace_0")
    return claims


def _query(claims: Mapping[str, Any]) -> str:
    return "&".join(f"{name}={value}" for name, value in claims.items())


def _look_for(telling: Telling, who: str, word: str) -> Lines:
    target, sought, me = telling.target, Sought(word), who.lower()
    if sought is Sought.DATA:
        raise Unscriptable("no lines of a shell are known for a look at somebody's data")
    if target.auth.mode == "none":
        return ["inapplicable 'everyone is the same user'"]
    own = [f"about {me}_main"]
    if sought is Sought.WORKSPACE:
        if not _names_workspace(telling):
            return ["inapplicable 'the status route names no workspace'"]
        return [
            *own,
            "home_workspace=$workspace_id workspace_id=$ada_workspace_0",
            f"look {me}",
            "home_workspace=''",
        ]
    if sought is Sought.NOTHING:
        return [*own, "bare=1", f"look {me}", "bare=''"]
    if sought is Sought.USER:
        query = _query(_identity(telling, "Ada"))
        return [*own, f'actor_id=$ada_id more_query="{query}"', f"look {me}", "more_query=''"]
    query = "connectionId=$ada_main_connection&connection_id=$ada_main_connection&id=$ada_main_row"
    return [*own, f'more_query="{query}"', f"look {me}", "more_query=''"]


def _names_workspace(telling: Telling) -> bool:
    status = telling.target.status
    path = status.http.path if status and status.http else ""
    return telling.target.has_workspaces and "workspace.id" in placeholders(path)


def _look_into_first(telling: Telling, who: str) -> Lines:
    if not _names_workspace(telling):
        return ["inapplicable 'the status route names no workspace'"]
    me = who.lower()
    return [f"about {me}_main", f"look {me}"]


def _trouble(word: str) -> str:
    if Trouble(word) in _TIMED:
        raise Unscriptable("it is about time, which a shell cannot tell well enough")
    return f"{shlex.quote(word)} {shlex.quote(json.dumps(ANSWERS[Trouble(word)]))}"


def _fails(telling: Telling, word: str) -> Lines:  # noqa: ARG001 - every writer takes it
    return [f"nango_fails {_trouble(word)}"]


def _in_vain(telling: Telling, who: str, word: str) -> Lines:
    return [f"start_in_vain {telling.key(who)} {_trouble(word)}"]


PHRASES: Final[Mapping[str, Callable[..., Lines]]] = {
    "{who} has started connecting {account}": _on("have_started"),
    "{who} starts connecting {account}": _on("start"),
    "{who} has connected {account}": _on("have_connected"),
    "{who} connects {account}": _on("connect"),
    "{who} authorises {account}": _on("authorise"),
    "these attempts have been started, in this order:": _start_all,
    "{who} authorises {account} but what arrives is {word}": _arrives,
    "{who} opens the modal": _on("open_modal"),
    "{who} opens the provider's page and closes it": _on("abandon"),
    "{who} disconnects her connection": _disconnect,
    "{who} refuses at the provider": _on("refuse_at_provider"),
    "{who} tries to authorise her other account in the same session": _try_other,
    "{who}'s connection has broken": _on("break_connection"),
    "{who} authorises her connection anew {word}": _anew,
    "both authorise and their webhooks arrive {word}": _both,
    "Nango sends {word}": _emit,
    "Nango has sent {word}": _emit,
    "Nango repeats the webhook {word}": _repeat,
    "a stranger starts connecting with {word}": _stranger,
    "{who} starts connecting in {word}": _elsewhere,
    "{who} starts connecting as {other} in {word}": _claiming,
    "{who} looks for {word}": _look_for,
    "{who} looks into her first workspace": _look_into_first,
    "Nango answers session requests with {word}": _fails,
    "{who} has tried to connect while Nango answered with {word}": _in_vain,
}
"""What people and Nango do."""
