"""What was granted works until it expires, is refused, is revoked or is forgotten."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.fake_nango.provider.conftest import Trip


def test_a_refresh_gives_a_new_access_token_and_keeps_the_refresh_token(trip: Trip) -> None:
    """Refresh tokens do not rotate."""
    tokens = trip.tokens()

    again = trip.provider.token("outlook", trip.refresh(tokens))

    assert again["refresh_token"] == tokens["refresh_token"]
    assert again["access_token"] != tokens["access_token"]
    assert again["scope"] == tokens["scope"]


def test_an_access_token_is_of_an_account_for_an_hour(trip: Trip) -> None:
    """It names the account that approved, until it expires."""
    access = str(trip.tokens()["access_token"])

    account = trip.provider.account_of(access)
    trip.time.now += 3600

    assert account is not None
    assert account.address == "ada@example.com"
    assert trip.provider.account_of(access) is None
    assert trip.provider.account_of("another") is None


def test_an_account_is_known_since_it_was_first_seen(trip: Trip) -> None:
    """Its mailbox hangs on that moment, so a second approval must not move it."""
    trip.tokens()
    trip.time.now += 60

    account = trip.provider.account_of(str(trip.tokens()["access_token"]))

    assert account is not None
    assert account.since == 1_000_000.0


def test_whoever_names_no_account_is_somebody_new(trip: Trip) -> None:
    """Two attempts have two accounts."""
    accounts = set()
    for state in ("a", "b"):
        code = trip.code(trip.request(state=state), "")
        tokens = trip.provider.token("outlook", trip.form(code))
        accounts.add(trip.provider.account_of(str(tokens["access_token"])))

    assert len(accounts) == 2


def test_line_breaks_do_not_enter_an_address(trip: Trip) -> None:
    """Addresses become mail headers, so no line may end in one."""
    tokens = trip.tokens("ada@example.com\r\nBcc: x")

    account = trip.provider.account_of(str(tokens["access_token"]))
    assert account is not None
    assert account.address == "ada@example.comBcc:x"


def test_refreshes_can_be_refused_for_one_grant(trip: Trip) -> None:
    """One connection's refreshes fail, another's do not, and mending heals."""
    ada, grace = trip.tokens(), trip.tokens("grace@example.com")

    assert trip.provider.refuse(str(ada["access_token"]))

    assert trip.refusal(trip.refresh(ada)) == "invalid_grant"
    assert trip.provider.token("outlook", trip.refresh(grace))
    assert trip.provider.mend(str(ada["refresh_token"]))
    assert trip.provider.token("outlook", trip.refresh(ada))


def test_a_refused_grant_still_reads_with_its_access_token(trip: Trip) -> None:
    """Refusing refreshes does not end the token that is there; revoking does."""
    access = str(trip.tokens()["access_token"])

    trip.provider.refuse(access)
    assert trip.provider.account_of(access)

    assert trip.provider.revoke(access)
    assert trip.provider.account_of(access) is None


def test_unknown_tokens_are_said_to_be_unknown(trip: Trip) -> None:
    """Nothing is refused, mended or revoked for a token that nobody has."""
    assert not trip.provider.refuse("x")
    assert not trip.provider.mend("x")
    assert not trip.provider.revoke("x")


def test_the_state_behind_codes_and_tokens_is_remembered(trip: Trip) -> None:
    """A refresh can be told whose it is by the attempt that began it."""
    code = trip.code(trip.request())
    before = trip.provider.state_behind(code)
    tokens = trip.provider.token("outlook", trip.form(code))

    assert before == "state-1"
    assert trip.provider.state_behind(code) == "state-1"
    assert trip.provider.state_behind(str(tokens["access_token"])) == "state-1"
    assert trip.provider.state_behind(str(tokens["refresh_token"])) == "state-1"
    assert trip.provider.state_behind("x") is None


def test_a_full_provider_forgets_the_oldest(short_trip: Trip) -> None:
    """However many approve, only so many are remembered."""
    first = short_trip.tokens("0@example.com")
    for number in range(1, 5):
        last = short_trip.tokens(f"{number}@example.com")

    assert short_trip.provider.account_of(str(first["access_token"])) is None
    assert short_trip.provider.account_of(str(last["access_token"]))
    assert short_trip.refusal(short_trip.refresh(first)) == "invalid_grant"


def test_a_cleared_provider_knows_only_its_clients(trip: Trip) -> None:
    """After a reset old tokens mean nothing and new ones can be had."""
    tokens = trip.tokens()

    trip.provider.clear()

    assert trip.provider.account_of(str(tokens["access_token"])) is None
    assert trip.tokens()
