"""
What people do: open the Connect UI, go to the provider, say yes or no, or walk away.

Each action is what a browser would send, in the order in which it would. How it ended
is told, not raised: a refused token is an outcome like any other.
"""

from __future__ import annotations

import uuid
from dataclasses import replace
from typing import Any

from yarl import URL

from fake_nango.bounded import Bounded
from fake_nango.browser import Browser, Lost, Seen
from fake_nango.journey import Ending, Errand, Stopped, Trip, failed, lost, parsed
from fake_nango.world import World

MAX_JOURNEYS = 1000
REDIRECTS = 5
OK, FIRST_ERROR = 200, 400
DECISIONS = ("approve", "deny")
Json = dict[str, Any]


class PeopleError(Exception):
    """A person was told to do something that nobody could do."""


class People:
    """Everybody who acts in this fake's world."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._away: Bounded[str, Trip] = Bounded(MAX_JOURNEYS)

    async def open(self, errand: Errand) -> Json:
        """Open the Connect UI: its two first calls, and what they answered."""
        async with Browser(self._world) as browser:
            return await self._opened(browser, errand.session_token)

    async def walk(self, errand: Errand, decision: str) -> Ending:
        """Go to the provider and decide there."""
        async with Browser(self._world) as browser:
            try:
                errand = await self._chosen(browser, errand)
                simple = await self._without_provider(browser, errand, decision)
                if simple is not None:
                    return simple
                trip = await self._depart(browser, errand)
                return await self._decide(browser, trip, decision)
            except Stopped as stop:
                return failed(stop, browser)
            except Lost as error:
                return lost(error, browser)

    async def abandon(self, errand: Errand) -> Ending:
        """Open the Connect UI and the provider's page, then close both."""
        async with Browser(self._world) as browser:
            try:
                await self._opened(browser, errand.session_token)
                trip = await self._depart(browser, errand)
                seen = await browser.get(trip.location)
            except Stopped as stop:
                return failed(stop, browser)
            except Lost as error:
                return lost(error, browser)
            return Ending(
                outcome="abandoned",
                seen=seen,
                location=trip.location,
                frames=tuple(browser.frames),
                detail="left the provider's page without deciding",
            )

    async def depart(self, errand: Errand) -> Json:
        """Go to the provider and stay there."""
        async with Browser(self._world) as browser:
            try:
                trip = await self._depart(browser, errand)
                await browser.get(trip.location)
            except Stopped as stop:
                raise PeopleError(
                    f"The person did not get to the provider: {stop.seen.status} {stop}"
                ) from stop
            except Lost as error:
                raise PeopleError(f"The person did not get to the provider: {error!r}") from error
        journey = str(uuid.uuid4())
        self._away[journey] = trip
        return {"journey": journey, "location": trip.location}

    async def come_back(self, journey: str, decision: str) -> Ending:
        """Decide at the provider after all, and come back."""
        trip = self._away.take(journey)
        if trip is None:
            raise PeopleError(f"Nobody is away on journey {journey!r}, or they are back already")
        async with Browser(self._world, trip.cookies) as browser:
            try:
                return await self._decide(browser, trip, decision)
            except Stopped as stop:
                return failed(stop, browser)
            except Lost as error:
                return lost(error, browser)

    def clear(self) -> None:
        """Forget who is away."""
        self._away.clear()

    async def _opened(self, browser: Browser, token: str) -> Json:
        api = self._world.urls.api
        session = await browser.get(f"{api}/connect/session", token=token)
        listed = None
        if session.status == OK:
            listed = await browser.get(f"{api}/integrations", token=token)
        return {
            "status": session.status if listed is None else listed.status,
            "session": parsed(session.text),
            "integrations": None if listed is None else parsed(listed.text),
        }

    async def _chosen(self, browser: Browser, errand: Errand) -> Errand:
        """Choose the only integration there is, where none was named."""
        if errand.integration is not None:
            return errand
        seen = await browser.get(
            f"{self._world.urls.api}/connect/session", token=errand.session_token
        )
        if seen.status != OK:
            raise Stopped(seen)
        allowed = parsed(seen.text).get("data", {}).get("allowed_integrations") or []
        if len(allowed) != 1:
            raise PeopleError(
                "Say which integration: the session allows "
                + (", ".join(allowed) if allowed else "all of them")
            )
        return replace(errand, integration=str(allowed[0]))

    async def _depart(self, browser: Browser, errand: Errand) -> Trip:
        errand = await self._chosen(browser, errand)
        integration = errand.integration or ""
        asked = {"connect_session_token": errand.session_token}
        if errand.socket:
            asked["ws_client_id"] = await browser.listen()
        start = URL(f"{self._world.urls.api}/oauth/connect") / integration
        seen = await browser.get(str(start.with_query(asked)))
        if seen.location is None:
            await browser.hear()
            raise Stopped(seen)
        state = URL(seen.location).query.get("state", "")
        return Trip(
            integration=integration,
            account=errand.account,
            location=seen.location,
            attempt=self._world.store.attempts.get(state),
            cookies=browser.cookies,
        )

    async def _decide(self, browser: Browser, trip: Trip, decision: str) -> Ending:
        seen = await self._answered(browser, trip, decision)
        for _ in range(REDIRECTS):
            if seen.location is None:
                break
            seen = await browser.get(seen.location)
        await browser.hear()
        refused = decision == "deny"
        connected = seen.status == OK and seen.location is None and not refused
        attempt = trip.attempt
        return Ending(
            outcome="connected" if connected else ("refused" if refused else "failed"),
            seen=seen,
            connection_id=attempt.connection_id if connected and attempt else None,
            location=trip.location,
            frames=tuple(browser.frames),
            detail="" if connected else f"the last answer was {seen.status}",
        )

    async def _answered(self, browser: Browser, trip: Trip, decision: str) -> Seen:
        """Decide on the built-in consent page; any other provider decides by itself."""
        page = await browser.get(trip.location)
        here = URL(trip.location)
        built_in = trip.location.startswith(f"{self._world.urls.ui}/provider/")
        if not built_in:
            if page.location is None:
                raise Stopped(page, trip.location)
            return page
        if page.status >= FIRST_ERROR:
            raise Stopped(page, trip.location)
        form = {**here.query, "decision": decision}
        if trip.account is not None:
            form["account"] = trip.account
        target = here.with_query(None).parent / "decision"
        answer = await browser.submit(str(target), form)
        if answer.location is None:
            raise Stopped(answer, trip.location)
        return answer

    async def _without_provider(
        self, browser: Browser, errand: Errand, decision: str
    ) -> Ending | None:
        """Hand in credentials where the integration wants those, and no visit."""
        key, token = errand.integration or "", errand.session_token
        form = CREDENTIALS.get(self._auth_mode(key, token))
        if form is None:
            return None
        if decision == "deny":
            return Ending(
                outcome="refused",
                seen=Seen(status=0, text="", location=None),
                detail="closed the form without handing in credentials",
            )
        path, body = form
        url = URL(f"{self._world.urls.api}{path}") / key
        seen = await browser.send(str(url.with_query(connect_session_token=token)), body)
        connected = seen.status == OK
        return Ending(
            outcome="connected" if connected else "failed",
            seen=seen,
            connection_id=parsed(seen.text).get("connectionId") if connected else None,
            detail="" if connected else seen.text,
        )

    def _auth_mode(self, integration: str, session_token: str) -> str:
        session = self._world.store.sessions.get(session_token)
        environment = self._world.environments.get(session.environment) if session else None
        found = environment.integrations.get(integration) if environment else None
        return found.auth_mode if found else ""


# Where credentials are handed in, and what a person types who has some at hand.
CREDENTIALS: dict[str, tuple[str, Json]] = {
    "API_KEY": ("/api-auth/api-key", {"apiKey": "a-key-of-the-person"}),
    "BASIC": ("/api-auth/basic", {"username": "person", "password": "secret"}),
    "NONE": ("/auth/unauthenticated", {}),
    "OAUTH2_CC": ("/oauth2/auth", {"client_id": "of-the-person", "client_secret": "secret"}),
    "TBA": ("/auth/tba", {"token_id": "of-the-person", "token_secret": "secret"}),
}
