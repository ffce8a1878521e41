"""Every screen that a person meets is accessible, in light and dark, and usable by keyboard."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator
from typing import Any

import pytest

pytestmark = [pytest.mark.node, pytest.mark.chromium]

Screen = Callable[[Any], Any]


@pytest.fixture(params=["light", "dark"])
def scheme(request: pytest.FixtureRequest) -> str:
    """Return what the system prefers."""
    scheme: str = request.param
    return scheme


@pytest.fixture
def looked(chromium: Any, address: str, stage: Any, scheme: str) -> Iterator[Any]:
    """Open the application's page on a narrow screen in one of the schemes."""
    from tests.fake_nango.contract.browser.conftest import Application

    context = chromium.new_context(
        viewport={"width": 360, "height": 740}, color_scheme=scheme, bypass_csp=True
    )
    context.set_default_timeout(20_000)
    page = context.new_page()
    page.goto(address)
    yield Application(page=page, stage=stage)
    context.close()


def linked(app: Any, *integrations: str) -> Any:
    """Open a connect link, as people do who get one by mail."""
    link = f"{app.stage.urls.ui}/?session_token={app.session(*integrations)}"
    app.page.goto(link)
    return app.page


def the_list(app: Any) -> Any:
    """The list of integrations."""
    page = linked(app)
    page.get_by_role("button", name="Slack").wait_for()
    return page


def the_button(app: Any) -> Any:
    """One integration that asks for nothing."""
    page = linked(app, "outlook")
    page.get_by_role("button", name="Connect", exact=True).wait_for()
    return page


def the_form(app: Any) -> Any:
    """One integration that asks for a name and a password."""
    page = linked(app, "by-name")
    page.get_by_label("Password").wait_for()
    return page


def the_wait(app: Any) -> Any:
    """The page while the person is at the provider."""
    page = the_button(app)
    with page.expect_popup():
        page.get_by_role("button", name="Connect", exact=True).click()
    page.get_by_role("button", name="Start again").wait_for()
    return page


def the_success(app: Any) -> Any:
    """The end that everybody hopes for."""
    page = the_form(app)
    page.get_by_label("User name").fill("a")
    page.get_by_label("Password").fill("b")
    page.get_by_role("button", name="Connect", exact=True).click()
    page.get_by_text("You can close this tab.").wait_for()
    return page


def the_failure(app: Any) -> Any:
    """A token that opens nothing any more."""
    token = app.session("outlook")
    app.stage.control.expire_session(token)
    app.page.goto(f"{app.stage.urls.ui}/?session_token={token}")
    app.page.get_by_text("Your session has expired").wait_for()
    return app.page


def the_consent(app: Any) -> Any:
    """The provider's page that asks for consent."""
    page = the_button(app)
    with page.expect_popup() as opened:
        page.get_by_role("button", name="Connect", exact=True).click()
    opened.value.get_by_role("button", name="Allow").wait_for()
    return opened.value


def the_refused_consent(app: Any) -> Any:
    """The provider's page for a client that it does not know."""
    app.page.goto(f"{app.stage.urls.ui}/provider/outlook/authorize?client_id=nobody")
    app.page.get_by_text("unauthorized_client").wait_for()
    return app.page


def the_end_of_the_popup(app: Any) -> Any:
    """The page on which a popup ends that has failed."""
    app.page.goto(f"{app.stage.urls.api}/oauth/callback?error=access_denied&state=x")
    app.page.get_by_text("Connection failed").wait_for()
    return app.page


SCREENS: tuple[Screen, ...] = (
    the_list,
    the_button,
    the_form,
    the_wait,
    the_success,
    the_failure,
    the_consent,
    the_refused_consent,
    the_end_of_the_popup,
)


@pytest.mark.parametrize("screen", SCREENS, ids=lambda each: each.__name__)
def test_axe_finds_nothing_and_nothing_is_cut_off(looked: Any, axe: str, screen: Screen) -> None:
    """On a telephone, in light and dark."""
    page = screen(looked)
    page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true })")
    page.evaluate(axe)
    result = page.evaluate("axe.run()")

    broken = [f"{one['id']}: {one['nodes'][0]['html'][:200]}" for one in result["violations"]]
    assert broken == []
    assert any(one["id"] == "color-contrast" for one in result["passes"])
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth") is True


@pytest.mark.parametrize("screen", SCREENS, ids=lambda each: each.__name__)
def test_people_see_at_once_that_it_is_not_the_real_one(app: Any, screen: Screen) -> None:
    """Each page of the fake's own says so at its top."""
    page = screen(app)
    notice = page.locator(".notice")

    assert "fake" in notice.inner_text().lower()
    assert notice.bounding_box()["y"] < page.locator("h1").bounding_box()["y"]


@pytest.mark.shows("specification", "Connect UI: parameter `session_token`")
def test_the_keyboard_is_enough(app: Any) -> None:
    """From the list to the consent and back, without a mouse; the title has the focus."""
    page = the_list(app)
    assert page.evaluate("document.activeElement.id") == "title"
    page.get_by_role("button", name="Microsoft").focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Connect", exact=True).wait_for()
    assert page.evaluate("document.activeElement.id") == "title"
    page.keyboard.press("Tab")
    with page.expect_popup() as opened:
        page.keyboard.press("Enter")
    opened.value.get_by_label("Account").focus()
    opened.value.keyboard.type("ada@example.com")
    opened.value.keyboard.press("Enter")

    page.get_by_text("You can close this tab.").wait_for()
    assert page.get_by_role("status").inner_text() == "Microsoft is connected."
    (made,) = app.stage.control.connections()
    assert made["person"] == "ada"


def test_escape_closes_the_frame(app: Any) -> None:
    """Its host is told."""
    frame = app.open_ui(app.session("outlook"))
    frame.get_by_role("button", name="Connect", exact=True).focus()
    app.page.keyboard.press("Escape")

    app.told("close")
    assert app.page.locator("#connect-ui").count() == 0


def test_what_was_typed_is_not_lost_by_an_escape(app: Any) -> None:
    """The page asks first: Escape again stays, the button goes."""
    frame = app.open_ui(app.session("by-key"))
    frame.get_by_label("API key").fill("k-1")
    app.page.keyboard.press("Escape")
    question = frame.get_by_role("dialog", name="Close without connecting?")
    question.wait_for()
    app.page.keyboard.press("Escape")
    question.wait_for(state="hidden")
    assert frame.get_by_label("API key").input_value() == "k-1"
    assert "close" not in app.page.evaluate("events.map(({ type }) => type)")

    app.page.keyboard.press("Escape")
    question.get_by_role("button", name="Close").click()

    app.told("close")


def test_the_application_shows_behind_the_frame(looked: Any, axe: str) -> None:
    """Whatever colours the system prefers; and the frame is accessible, question and all."""
    page = looked.page
    page.wait_for_selector("body[data-ready]")
    page.evaluate("document.body.style.background = '#f00'")
    frame = looked.open_ui(looked.session("by-key"))
    frame.get_by_label("API key").fill("k-1")
    page.keyboard.press("Escape")
    frame.get_by_role("dialog").wait_for()
    inner = page.frame(url=lambda url: url.startswith(looked.stage.urls.ui))
    inner.evaluate(axe)

    assert inner.evaluate("axe.run()")["violations"] == []
    assert redness(page, x=2, y=2) > 20


def redness(page: Any, *, x: int, y: int) -> int:
    """How much more red than green one pixel of the page is."""
    shot = base64.b64encode(page.screenshot()).decode()
    draw = """async ([shot, x, y]) => {
      const image = new Image();
      image.src = `data:image/png;base64,${shot}`;
      await image.decode();
      const paper = new OffscreenCanvas(image.width, image.height).getContext("2d");
      paper.drawImage(image, 0, 0);
      const [red, green] = paper.getImageData(x, y, 1, 1).data;
      return red - green;
    }"""
    difference: int = page.evaluate(draw, [shot, x, y])
    return difference
