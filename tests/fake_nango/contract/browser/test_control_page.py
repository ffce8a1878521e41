"""The page at the control listener's root shows what goes on, and its buttons act."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest

from fake_nango.server import FakeNango
from tests.fake_nango.contract.browser.conftest import Application

pytestmark = [pytest.mark.node, pytest.mark.chromium]

HOSTILE = "<img src=x onerror='document.title = \"owned\"'>"


@pytest.fixture
def watched(app: Application) -> Application:
    """Open the page of the fake."""
    app.page.goto(f"{app.stage.urls.control}/")
    app.page.get_by_text("Live.").wait_for()
    return app


def entries(app: Application, section: str) -> Any:
    """Find the entries of a section, or of one list in it."""
    return app.page.locator(f"section#{section} > ul:last-of-type > li, ul#{section} > li")


def there_are(app: Application, section: str, count: int) -> None:
    """Wait until a section has so many entries."""
    from playwright.sync_api import expect

    expect(entries(app, section)).to_have_count(count)


def item(app: Application, section: str, text: str) -> Any:
    """Find an entry of a section by what it says."""
    return entries(app, section).filter(has_text=text)


def test_a_person_is_watched_from_session_to_webhook(watched: Application) -> None:
    """What happens is there without anybody asking; the buttons play the person."""
    watched.session("outlook", person="ada")
    session = item(watched, "sessions", "ada")
    session.get_by_role("button", name="Approve").click()

    connection = item(watched, "connections", "outlook")
    connection.get_by_text("outlook ada").wait_for()
    delivery = item(watched, "deliveries", "auth creation")
    delivery.get_by_text("delivered").wait_for()
    delivery.get_by_role("button", name="Send again").click()
    there_are(watched, "deliveries", 2)
    connection.get_by_role("button", name="Break").click()
    item(watched, "deliveries", "auth refresh").first.wait_for()

    assert len(watched.stage.receiver.arrivals) == 3
    journal = watched.page.locator("#journal li")
    assert journal.filter(has_text="POST /connect/sessions → 201").count() == 1


def test_a_person_may_say_no(watched: Application) -> None:
    """The page says how it ended."""
    watched.session("slack", person="grace")
    item(watched, "sessions", "grace").get_by_role("button", name="Deny").click()

    watched.page.get_by_text("The last one ended: refused.").wait_for()
    item(watched, "deliveries", "that failed").wait_for()
    assert watched.stage.control.connections() == ()


def test_time_passes_and_sessions_expire(watched: Application) -> None:
    """All at once by the clock, one alone by its button."""
    watched.session("outlook", person="ada")
    watched.session("outlook", person="grace")
    item(watched, "sessions", "ada").get_by_role("button", name="Expire").click()
    item(watched, "sessions", "ada").get_by_text("expired").wait_for()
    assert item(watched, "sessions", "grace").get_by_text("live").is_visible()

    watched.page.get_by_role("button", name="Advance").click()

    item(watched, "sessions", "grace").get_by_text("expired").wait_for()
    assert watched.stage.control.clock().offset_s == 31 * 60


def test_webhooks_are_held_and_released(watched: Application) -> None:
    """Nothing arrives before the button is pressed."""
    watched.page.get_by_role("button", name="Hold all from now on").click()
    token = watched.session("outlook")
    there_are(watched, "sessions", 1)
    watched.stage.control.approve(token)
    held = item(watched, "deliveries", "held")
    held.wait_for()
    assert watched.stage.receiver.arrivals == []

    held.get_by_role("button", name="Release").click()

    item(watched, "deliveries", "delivered").wait_for()
    assert len(watched.stage.receiver.arrivals) == 1


def test_a_rule_of_holding_is_ended_with_all_that_it_held(watched: Application) -> None:
    """The page shows how many it has kept back."""
    watched.page.get_by_role("button", name="Hold all from now on").click()
    rule = entries(watched, "rules")
    rule.get_by_text("Webhooks of everybody are held 0").wait_for()
    watched.stage.control.approve(watched.session("outlook"))
    watched.stage.control.approve(watched.session("outlook"))
    rule.get_by_text("2", exact=True).wait_for()

    rule.get_by_role("button", name="Release all held").click()

    there_are(watched, "rules", 0)
    watched.stage.control.settle()
    assert len(watched.stage.receiver.arrivals) == 2
    assert watched.stage.control.holds() == ()


def test_a_webhook_is_forged_with_the_chosen_defect(watched: Application) -> None:
    """The list has every defect; the forgery is marked with its name."""
    watched.stage.control.approve(watched.session("outlook"))
    item(watched, "deliveries", "delivered").wait_for()
    watched.page.get_by_label("Forge with").select_option("success is null")

    item(watched, "deliveries", "delivered").get_by_role("button", name="Forge").click()

    item(watched, "deliveries", "success is null").wait_for()
    assert '"success":null' in watched.stage.receiver.arrivals[-1][1]


def test_consent_is_withdrawn_and_a_connection_deleted(watched: Application) -> None:
    """The provider ends the grant, Nango's dashboard the connection."""
    watched.stage.control.approve(watched.session("outlook"))
    connection = item(watched, "connections", "outlook")
    connection.get_by_role("button", name="Withdraw consent").click()
    watched.page.get_by_text("Live.").wait_for()

    connection.get_by_role("button", name="Delete").click()

    there_are(watched, "connections", 0)
    assert watched.stage.control.connections() == ()


def test_faults_are_added_met_and_taken_back(watched: Application) -> None:
    """The next request meets it; the page counts."""
    watched.page.get_by_label("times").fill("2")
    watched.page.get_by_role("button", name="Add").click()
    item(watched, "faults", "met 0 of 2").wait_for()

    with pytest.raises(KeyError):
        watched.session("outlook")
    item(watched, "faults", "met 1 of 2").wait_for()
    item(watched, "faults", "met").get_by_role("button", name="Take back").click()

    there_are(watched, "faults", 0)
    assert watched.session("outlook").startswith("nango_connect_session_")


def test_everything_can_be_forgotten(watched: Application) -> None:
    """The page is empty then, and goes on."""
    watched.session("outlook")
    watched.page.locator("#sessions li").wait_for()

    watched.page.get_by_role("button", name="Forget everything").click()

    there_are(watched, "sessions", 0)
    watched.session("outlook")
    watched.page.locator("#sessions li").wait_for()
    assert len(watched.stage.control.sessions()) == 1


def test_what_people_are_called_is_text(watched: Application) -> None:
    """Whatever an application has sent is shown as it stands."""
    watched.session("outlook", person=HOSTILE)

    item(watched, "sessions", HOSTILE).wait_for()
    assert watched.page.title() == "Fake Nango: control"


def test_keys_are_behind_a_button(watched: Application) -> None:
    """Somebody may look over a shoulder."""
    key = watched.stage.secret_key
    shown = watched.page.locator("#keys")
    assert not shown.get_by_text(key).is_visible()

    shown.get_by_text("Show its keys").click()

    assert shown.get_by_text(key).is_visible()


def test_the_page_works_under_the_other_name_of_this_machine(app: Application) -> None:
    """Its own requests come from where they go, whatever that is called."""
    port = urlsplit(app.stage.urls.control).port
    app.page.goto(f"http://localhost:{port}/")
    app.page.get_by_text("Live.").wait_for()
    app.session("outlook", person="ada")
    item(app, "sessions", "ada").get_by_role("button", name="Approve").click()

    item(app, "connections", "outlook").wait_for()
    assert len(app.stage.control.connections()) == 1


def test_another_page_cannot_do_what_this_one_can(app: Application) -> None:
    """The application's own page is a stranger to the control listener."""
    url = f"{app.stage.urls.control}/control/reset"
    app.session("outlook")

    outcome = app.page.evaluate(
        "(url) => fetch(url, { method: 'POST', mode: 'no-cors' }).then(() => 'sent', String)", url
    )

    assert outcome == "sent"
    assert len(app.stage.control.sessions()) == 1


def test_with_a_token_the_page_needs_it_in_its_address(app: Application, guarded: str) -> None:
    """Without it, it says where to put it."""
    app.page.goto(guarded)
    app.page.get_by_text("Add #token=").wait_for()

    app.page.goto("about:blank")
    app.page.goto(f"{guarded}#token=a-token")

    app.page.get_by_text("Live.").wait_for()
    assert app.page.locator("#keys li").count() == 1


@pytest.fixture
def guarded() -> Iterator[str]:
    """Run a fake whose control wants a token; return the page's address."""
    import asyncio
    import threading

    from fake_nango.settings import default_settings

    ready, urls = threading.Event(), []
    loop = asyncio.new_event_loop()
    stop = asyncio.Event()

    async def run() -> None:
        async with FakeNango(default_settings(seed=3), control_token="a-token") as fake:
            urls.append(fake.urls.control)
            ready.set()
            await stop.wait()

    thread = threading.Thread(target=lambda: loop.run_until_complete(run()))
    thread.start()
    assert ready.wait(20)
    yield f"{urls[0]}/"
    loop.call_soon_threadsafe(stop.set)
    thread.join()
    loop.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 360])
def test_axe_finds_nothing(chromium: Any, stage: Any, axe: str, scheme: str, width: int) -> None:
    """With one entry of everything, opened."""
    context = chromium.new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=True
    )
    page = context.new_page()
    app = Application(page=page, stage=stage)
    stage.connect(app.session("outlook"))
    stage.control.expire_session(app.session("slack", person="late"))
    stage.control.add_fault("down", "GET /nowhere", {"status": 503})
    stage.control.hold(person="ada", count=2, order="reversed")
    page.goto(f"{stage.urls.control}/")
    page.locator("#faults li").wait_for()
    page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true })")
    page.evaluate(axe)
    result = page.evaluate("axe.run()")
    fits = page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    context.close()

    broken = [f"{one['id']}: {one['nodes'][0]['html'][:200]}" for one in result["violations"]]
    assert broken == []
    assert fits is True
