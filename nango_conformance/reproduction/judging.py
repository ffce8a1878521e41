"""Steps in which something is judged."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Mapping
from typing import Final

from nango_conformance.evidence import Account
from nango_conformance.reproduction.selectors import Unscriptable, place
from nango_conformance.reproduction.telling import Telling
from nango_conformance.stage import lengthening
from nango_conformance.stage.forgeries import CONTRADICTED, DEFECTS, Forgery
from nango_conformance.stage.refusing import Refusal
from nango_conformance.stage.returning import MARK
from nango_conformance.stage.tokens import Token
from nango_conformance.stage.troubles import Told

Lines = list[str]

_UNREADABLE: Final = frozenset({Forgery.NO_JSON, Forgery.NULL, Forgery.DEEP})
"""Bodies that a parser may refuse before any handler is asked."""


def _on(command: str) -> Callable[..., Lines]:
    """Return a writer of one command about somebody's own account."""

    def write(telling: Telling, who: str = "Ada") -> Lines:
        return [f"{command} {telling.key(who)}"]

    return write


def _plainly(command: str) -> Callable[..., Lines]:
    """Return a writer of one command about whatever happened last."""

    def write(telling: Telling, **_: str) -> Lines:  # noqa: ARG001 - every writer takes it
        return [command]

    return write


def _holds(telling: Telling, who: str, word: str) -> Lines:
    if Token(word) is not Token.ISSUED:
        raise Unscriptable("no lines of a shell are known for a token that is an older one of hers")
    return [f"holds_nangos_token {telling.key(who)}"]


def _knows(telling: Telling, who: str) -> Lines:
    places = telling.target.attribution.values()
    if not places:
        return ["cannot 'no [attribution] says where the session names somebody'"]
    key = telling.key(who)
    return [
        f"named_in_session {key} {shlex.quote(place(one.path))} {shlex.quote(one.equals)}"
        for one in places
    ]


def _allows_only(telling: Telling, who: str) -> Lines:
    if telling.target.scope == "open":
        return ["inapplicable 'the product means to allow everything'"]
    if telling.target.scope != "single":
        raise Unscriptable("[integrations] scope: the session allows several integrations")
    return [f"session_allows_only {telling.key(who)}"]


def _outside(telling: Telling, who: str) -> Lines:
    named = telling.target.attribution.get("workspace")
    where = place(named.path) if named else ""
    return [f"nothing_outside {telling.key(who)} {shlex.quote(where)}"]


def _never_names(telling: Telling, who: str, other: str) -> Lines:
    # Of an organisation its own id is as much a name as that of its member.
    more = " workspace_0 workspace_1" if telling.target.is_shared else ""
    return [f"never_names {telling.key(who)} {other.lower()}{more}"]


def _not_asked(telling: Telling, who: str) -> Lines:
    if telling.target.reconcile.recovery == "poll":
        # Such a backend asks on its own, and nobody can say why it did.
        return ["say '  note: [reconcile] recovery = \"poll\": its calls to Nango prove nothing'"]
    return [f"not_asked_about {telling.key(who)}"]


def _none_active(telling: Telling, who: str) -> Lines:
    key, forgery = telling.key(who), telling.forgery
    # One that asks Nango may take its word for whose a connection is.
    asks = telling.target.reconcile.confirm
    if asks and forgery is not None and DEFECTS[forgery] in CONTRADICTED:
        return [f"hers_or_none {key}", "twin_accepted"]
    return [f"none_active {key}"]


def _refuses_somehow(telling: Telling, word: str) -> Lines:
    how, key = Refusal(word), telling.key("Ada")
    if how is Refusal.TRACED:
        raise Unscriptable("it reads the log of the backend")
    if how is Refusal.UNFAILING:
        return ["refused_without_failing"]
    if how is Refusal.MADE_UP:
        return [f"refused_like {key} {shlex.quote(lengthening.TWIN)} readable"]
    readable = "unreadable" if telling.forgery in _UNREADABLE else "readable"
    return [f"refused_like {key} {shlex.quote(DEFECTS[Forgery.UNSIGNED])} {readable}"]


def _sync(command: str) -> Callable[..., Lines]:
    """Return a writer of one command about a first sync, where the target begins one."""

    def write(telling: Telling, who: str, account: str = Account.MAIN) -> Lines:
        sync, key = telling.target.sync, telling.key(who, account)
        if sync.mode == "job":
            raise Unscriptable('[sync] mode = "job": jobs are counted in a database')
        if sync.mode in {"none", "auto"}:
            if telling.target.profile == "seed":
                return [
                    f"fail 'a first sync, which the flow ends with' '[sync] mode = {sync.mode}'"
                ]
            return ["inapplicable 'the backend starts no sync itself'"]
        if sync.mode == "records" and command == "synced_once":
            return ["inapplicable 'Nango decides when there is something to read'"]
        if sync.mode == "proxy" and command == "synced_once":
            raise Unscriptable('[sync] mode = "proxy": several reads may be one')
        main = telling.target.main_integration().key
        if sync.only_for and main not in sync.only_for:
            return ["inapplicable 'this integration has no first sync'"]
        return [f"{command} {key}"]

    return write


def _not_again(telling: Telling, who: str) -> Lines:
    sync = telling.target.sync
    if sync.mode in {"none", "auto", "records"} and telling.target.profile != "seed":
        return []
    return _sync("synced_once")(telling, who)


def _shown(telling: Telling, who: str) -> Lines:
    return [f"nothing_shown {who.lower()}_{telling.latest}"]


def _not_kept(telling: Telling) -> Lines:
    if any(300 <= code < 400 for code in telling.target.connect.success):  # noqa: PLR2004 - the class
        raise Unscriptable("the start is answered with a redirect")
    return [f"not_kept {telling.key('Ada')}"]


def _told(telling: Telling, who: str, word: str) -> Lines:
    what, route = Told(word), telling.target.connect
    if route.error is not None:
        raise Unscriptable("[connect] error: a success may hold a failure")
    command = {
        Told.FAILED: f"told_of_failure {telling.key(who)}",
        Told.BLAMELESS: f"not_blamed {telling.key(who)}",
        Told.MISTAKEN: "told_of_mistake",
        Told.EITHER: "answered_at_all",
    }[what]
    return [command]


PHRASES: Final[Mapping[str, Callable[..., Lines]]] = {
    "{who} holds {word}": _holds,
    "Nango granted the backend exactly one session": _on("one_session"),
    "Nango knows {who} by her own name": _knows,
    "{who}'s session allows only the integration she asked for": _allows_only,
    "Nango refuses what {who} tried": _plainly("nango_refused"),
    "the modal shows {who} the integration she asked for": _on("modal_opened"),
    "the backend refuses to start": _plainly("start_refused"),
    "Nango was not asked for a session": _plainly("no_session"),
    "nothing that she added reaches Nango": _plainly(f"nothing_smuggled {MARK}"),
    "nothing may keep the answer with the token": _not_kept,
    "Nango is not asked about {who}'s connection": _not_asked,
    "nothing was started outside {who}'s own workspaces": _outside,
    "Nango does not hear {other}'s name from {who}": _never_names,
    "{who} is told {word}": _told,
    "{who} has no active connection": _none_active,
    "nothing is synced for {who}": _on("nothing_synced"),
    "the backend accepted Nango's webhook": _plainly("hook_accepted"),
    "the backend acknowledges the webhook": _plainly("acknowledged"),
    "the backend refuses the webhook": _plainly("refused"),
    "the backend refuses the webhook {word}": _refuses_somehow,
    "no genuine webhook was sent elsewhere": _on("answered_where_sent"),
    "the backend took up {who}'s connection": _on("taken_up"),
    "{who}'s connection is active and stays active": _on("stays_active"),
    "{who} has the connection that Nango made for her": _on("connected"),
    "{who} has the connection that Nango made for her, or none": _on("hers_or_none"),
    "each account has the connection that Nango made for it": _plainly("each_connected"),
    "none of the other attempts changed": _on("others_unchanged"),
    "{who}'s connection is unchanged": _on("unchanged"),
    "the backend stores and uses the id that Nango gave {who}'s connection": _on("stores_the_id"),
    "the first sync starts for {who}'s connection": _sync("sync_started"),
    "the first sync of {who}'s connection was started once": _sync("synced_once"),
    "{who}'s connection is not synced from the start again": _not_again,
    "only {who}'s new connection is synced": _sync("only_hers_synced"),
    "nothing of {who}'s connection is shown": _shown,
    "{who}'s connection has ended here and at Nango": _on("has_ended"),
    "{who} sees her own connection": _on("sees_her_own"),
}
"""What is then to be so."""
