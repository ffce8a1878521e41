"""The built-in provider keeps the promises of RFC 6749 and RFC 7636."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

import pytest

from fake_nango.provider import (
    AuthorizationRefused,
    AuthorizationRequest,
    Client,
    Provider,
    TokenRefused,
)

VERIFIER = "v" * 48
CHALLENGE = (
    base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
)
CALLBACK = "http://127.0.0.1:3003/oauth/callback"
OUTLOOK = Client(integration="outlook", client_id="cid", client_secret="s3cret")
SLACK = Client(integration="slack", client_id="sid", client_secret="s3cret", provider="slack")


@dataclass
class Time:
    """A clock that stands still until it is moved."""

    now: float = 1_000_000.0

    def __call__(self) -> float:
        """Return the time."""
        return self.now


def a_provider(time: Time | None = None, capacity: int = 100) -> Provider:
    """Return a provider with two clients."""
    return Provider([OUTLOOK, SLACK], clock=time or Time(), capacity=capacity)


def a_request(**changed: str) -> AuthorizationRequest:
    """Return an authorization request as Nango's redirect makes it."""
    query = {
        "response_type": "code",
        "client_id": "cid",
        "redirect_uri": CALLBACK,
        "scope": "mail.read offline_access",
        "state": "state-1",
    }
    return AuthorizationRequest.parse("outlook", query | changed)


def with_pkce(method: str = "S256", challenge: str = CHALLENGE) -> AuthorizationRequest:
    """Return a request with a PKCE challenge."""
    return a_request(code_challenge=challenge, code_challenge_method=method)


def code_in(location: str) -> str:
    """Return the code that the browser brings back."""
    return parse_qs(urlsplit(location).query)["code"][0]


def a_form(code: str, **changed: str) -> dict[str, str]:
    """Return a token request as Nango sends it."""
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": CALLBACK,
        "client_id": "cid",
        "client_secret": "s3cret",
    }
    return form | changed


def a_refresh(tokens: dict[str, object], **changed: str) -> dict[str, str]:
    """Return a refresh request as Nango sends it."""
    form = {
        "grant_type": "refresh_token",
        "refresh_token": str(tokens["refresh_token"]),
        "client_id": "cid",
        "client_secret": "s3cret",
    }
    return form | changed


def tokens_of(provider: Provider, account: str = "ada@example.com") -> dict[str, object]:
    """Go through an approval and return the tokens."""
    return provider.token("outlook", a_form(code_in(provider.approve(a_request(), account))))


def refusal_of(provider: Provider, form: dict[str, str], basic: str | None = None) -> str:
    """Return the error that a token request is answered with."""
    with pytest.raises(TokenRefused) as refused:
        provider.token("outlook", form, basic)
    return refused.value.error


def test_an_approval_sends_code_and_state_back() -> None:
    """The browser returns to the redirect URI with a code and the same state."""
    location = a_provider().approve(a_request())

    query = parse_qs(urlsplit(location).query)
    assert location.startswith(CALLBACK + "?")
    assert query["state"] == ["state-1"]
    assert set(query) == {"code", "state"}


def test_the_query_of_a_redirect_uri_survives() -> None:
    """RFC 6749, section 3.1.2: a query in the redirect URI is kept."""
    location = a_provider().approve(a_request(redirect_uri=CALLBACK + "?tenant=1"))

    assert location.startswith(CALLBACK + "?tenant=1&code=")


def test_a_denial_says_access_denied() -> None:
    """The browser returns with an error, a description and the state."""
    query = parse_qs(urlsplit(a_provider().deny(a_request())).query)

    assert query["error"] == ["access_denied"]
    assert query["state"] == ["state-1"]
    assert query["error_description"]


def test_a_code_becomes_tokens() -> None:
    """The token answer has what RFC 6749, section 5.1 asks for."""
    tokens = tokens_of(a_provider())

    assert tokens["token_type"] == "Bearer"
    assert tokens["expires_in"] == 3600
    assert tokens["scope"] == "mail.read offline_access"
    assert tokens["access_token"] != tokens["refresh_token"]


def test_slack_says_that_it_went_well() -> None:
    """Nango looks at `ok` in Slack's token answer, so it is there."""
    provider = a_provider()
    request = AuthorizationRequest.parse("slack", dict(a_request(client_id="sid").parameters))
    form = a_form(code_in(provider.approve(request)), client_id="sid")

    assert provider.token("slack", form)["ok"] is True


@pytest.mark.parametrize(
    "changed",
    [
        {"client_id": "another"},
        {"redirect_uri": ""},
        {"redirect_uri": "/oauth/callback"},
        {"redirect_uri": "javascript:alert(1)"},
        {"redirect_uri": CALLBACK + "#fragment"},
    ],
)
def test_an_unknown_client_or_a_bad_redirect_is_not_sent_back(changed: dict[str, str]) -> None:
    """The person is told, and the browser is sent nowhere."""
    with pytest.raises(AuthorizationRefused):
        a_provider().approve(a_request(**changed))


def test_a_registered_redirect_uri_is_compared_letter_by_letter() -> None:
    """With registered URIs nothing else will do, not even a slash more."""
    client = Client(
        integration="outlook",
        client_id="cid",
        client_secret="s",
        redirect_uris=frozenset({CALLBACK}),
    )
    provider = Provider([client], clock=Time())

    assert provider.approve(a_request()).startswith(CALLBACK)
    with pytest.raises(AuthorizationRefused):
        provider.approve(a_request(redirect_uri=CALLBACK + "/"))


def test_another_response_type_is_sent_back_as_an_error() -> None:
    """Only the code flow is known; the client learns it by redirect."""
    location = a_provider().objection(a_request(response_type="token"))

    assert location is not None
    assert "error=unsupported_response_type" in location


def test_an_unknown_challenge_method_is_sent_back_as_an_error() -> None:
    """RFC 7636, section 4.4.1: an unknown transformation is an invalid request."""
    location = a_provider().objection(with_pkce("S512"))

    assert location is not None
    assert "error=invalid_request" in location


def test_a_good_request_meets_no_objection() -> None:
    """S256 and plain are known."""
    provider = a_provider()

    assert provider.objection(with_pkce()) is None
    assert provider.objection(with_pkce("plain")) is None


@pytest.mark.parametrize(
    ("form", "error"),
    [
        (a_form("x", client_secret="wrong"), "invalid_client"),
        (a_form("x", client_id="nobody"), "invalid_client"),
        (a_form("x", client_id=""), "invalid_client"),
        (a_form("x", client_id="sid"), "invalid_client"),
        (a_form("x"), "invalid_grant"),
        (a_form("x", grant_type=""), "invalid_request"),
        (a_form("x", grant_type="password"), "unsupported_grant_type"),
    ],
)
def test_a_bad_token_request_has_its_error(form: dict[str, str], error: str) -> None:
    """RFC 6749, section 5.2 names the errors."""
    assert refusal_of(a_provider(), form) == error


def test_a_code_is_bound_to_its_redirect_uri() -> None:
    """The token request must repeat the redirect URI."""
    provider = a_provider()
    code = code_in(provider.approve(a_request()))

    assert refusal_of(provider, a_form(code, redirect_uri=CALLBACK + "/")) == "invalid_grant"


def test_a_code_is_bound_to_its_client() -> None:
    """Another client cannot use the code, and does not spend it either."""
    provider = a_provider()
    code = code_in(provider.approve(a_request()))

    with pytest.raises(TokenRefused):
        provider.token("slack", a_form(code, client_id="sid"))
    assert provider.token("outlook", a_form(code))


def test_a_code_works_once_and_takes_its_tokens_with_it() -> None:
    """RFC 6749, section 4.1.2: a second use revokes what the first use gave."""
    provider = a_provider()
    code = code_in(provider.approve(a_request()))
    tokens = provider.token("outlook", a_form(code))

    assert refusal_of(provider, a_form(code)) == "invalid_grant"
    assert provider.account_of(str(tokens["access_token"])) is None
    assert refusal_of(provider, a_refresh(tokens)) == "invalid_grant"


def test_a_code_expires() -> None:
    """Ten minutes after the approval the code is worth nothing."""
    time = Time()
    provider = a_provider(time)
    code = code_in(provider.approve(a_request()))

    time.now += 600

    assert refusal_of(provider, a_form(code)) == "invalid_grant"


def test_the_verifier_must_fit_the_challenge() -> None:
    """With a challenge only its own verifier will do."""
    provider = a_provider()
    code = code_in(provider.approve(with_pkce()))

    assert refusal_of(provider, a_form(code)) == "invalid_grant"
    assert refusal_of(provider, a_form(code, code_verifier="w" * 48)) == "invalid_grant"
    assert refusal_of(provider, a_form(code, code_verifier="short")) == "invalid_grant"
    assert provider.token("outlook", a_form(code, code_verifier=VERIFIER))


def test_a_plain_challenge_is_its_own_verifier() -> None:
    """RFC 7636, section 4.2: plain compares the two."""
    provider = a_provider()
    code = code_in(provider.approve(with_pkce("plain", VERIFIER)))

    assert provider.token("outlook", a_form(code, code_verifier=VERIFIER))


def test_a_verifier_without_a_challenge_is_refused() -> None:
    """RFC 9700, section 2.1.1: it looks like a downgrade."""
    provider = a_provider()
    code = code_in(provider.approve(a_request()))

    assert refusal_of(provider, a_form(code, code_verifier=VERIFIER)) == "invalid_grant"


def basic(text: str) -> str:
    """Return a Basic header."""
    return "Basic " + base64.b64encode(text.encode()).decode()


def test_a_client_may_authenticate_by_header() -> None:
    """Basic alone, or Basic and the same in the body."""
    provider = a_provider()
    alone = a_form(code_in(provider.approve(a_request())), client_id="", client_secret="")
    both = a_form(code_in(provider.approve(a_request())))

    assert provider.token("outlook", alone, basic("cid:s3cret"))
    assert provider.token("outlook", both, basic("cid:s3cret"))


@pytest.mark.parametrize("header", [basic("cid:wrong"), "Basic %%%", basic("sid:s3cret")])
def test_two_clients_cannot_authenticate_at_once(header: str) -> None:
    """A header that contradicts the body, or cannot be read, makes no client."""
    provider = a_provider()
    form = a_form(code_in(provider.approve(a_request())))
    if header == "Basic %%%":
        form |= {"client_id": "", "client_secret": ""}

    assert refusal_of(provider, form, header) == "invalid_client"


def test_a_refresh_gives_a_new_access_token_and_keeps_the_refresh_token() -> None:
    """Refresh tokens do not rotate."""
    provider = a_provider()
    tokens = tokens_of(provider)

    again = provider.token("outlook", a_refresh(tokens))

    assert again["refresh_token"] == tokens["refresh_token"]
    assert again["access_token"] != tokens["access_token"]
    assert again["scope"] == tokens["scope"]


def test_an_access_token_is_of_an_account_for_an_hour() -> None:
    """It names the account that approved, until it expires."""
    time = Time()
    provider = a_provider(time)
    access = str(tokens_of(provider)["access_token"])

    account = provider.account_of(access)
    time.now += 3600

    assert account is not None
    assert account.address == "ada@example.com"
    assert provider.account_of(access) is None
    assert provider.account_of("another") is None


def test_an_account_is_known_since_it_was_first_seen() -> None:
    """Its mailbox hangs on that moment, so a second approval must not move it."""
    time = Time()
    provider = a_provider(time)
    tokens_of(provider)
    time.now += 60

    account = provider.account_of(str(tokens_of(provider)["access_token"]))

    assert account is not None
    assert account.since == 1_000_000.0


def test_whoever_names_no_account_is_somebody_new() -> None:
    """Two attempts have two accounts; what is no address becomes one word."""
    provider = a_provider()
    accounts = set()
    for state in ("a", "b"):
        code = code_in(provider.approve(a_request(state=state)))
        tokens = provider.token("outlook", a_form(code))
        accounts.add(provider.account_of(str(tokens["access_token"])))

    assert len(accounts) == 2


def test_line_breaks_do_not_enter_an_address() -> None:
    """Addresses become mail headers, so no line may end in one."""
    provider = a_provider()

    tokens = tokens_of(provider, "ada@example.com\r\nBcc: x")

    account = provider.account_of(str(tokens["access_token"]))
    assert account is not None
    assert account.address == "ada@example.comBcc:x"


def test_refreshes_can_be_refused_for_one_grant() -> None:
    """One connection's refreshes fail, another's do not, and mending heals."""
    provider = a_provider()
    ada, grace = tokens_of(provider), tokens_of(provider, "grace@example.com")

    assert provider.refuse(str(ada["access_token"]))

    assert refusal_of(provider, a_refresh(ada)) == "invalid_grant"
    assert provider.token("outlook", a_refresh(grace))
    assert provider.mend(str(ada["refresh_token"]))
    assert provider.token("outlook", a_refresh(ada))


def test_a_refused_grant_still_reads_with_its_access_token() -> None:
    """Refusing refreshes does not end the token that is there; revoking does."""
    provider = a_provider()
    access = str(tokens_of(provider)["access_token"])

    provider.refuse(access)
    assert provider.account_of(access)

    assert provider.revoke(access)
    assert provider.account_of(access) is None


def test_unknown_tokens_are_said_to_be_unknown() -> None:
    """Nothing is refused, mended or revoked for a token that nobody has."""
    provider = a_provider()

    assert not provider.refuse("x")
    assert not provider.mend("x")
    assert not provider.revoke("x")


def test_the_state_behind_codes_and_tokens_is_remembered() -> None:
    """A refresh can be told whose it is by the attempt that began it."""
    provider = a_provider()
    code = code_in(provider.approve(a_request()))
    before = provider.state_behind(code)
    tokens = provider.token("outlook", a_form(code))

    assert before == "state-1"
    assert provider.state_behind(code) == "state-1"
    assert provider.state_behind(str(tokens["access_token"])) == "state-1"
    assert provider.state_behind(str(tokens["refresh_token"])) == "state-1"
    assert provider.state_behind("x") is None


def test_a_full_provider_forgets_the_oldest() -> None:
    """However many approve, only so many are remembered."""
    provider = a_provider(capacity=3)
    first = tokens_of(provider, "0@example.com")
    for number in range(1, 5):
        last = tokens_of(provider, f"{number}@example.com")

    assert provider.account_of(str(first["access_token"])) is None
    assert provider.account_of(str(last["access_token"]))
    assert refusal_of(provider, a_refresh(first)) == "invalid_grant"


def test_a_cleared_provider_knows_only_its_clients() -> None:
    """After a reset old tokens mean nothing and new ones can be had."""
    provider = a_provider()
    tokens = tokens_of(provider)

    provider.clear()

    assert provider.account_of(str(tokens["access_token"])) is None
    assert tokens_of(provider)
