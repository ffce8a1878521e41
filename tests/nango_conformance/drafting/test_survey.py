"""Which paths a backend has is told by how it answers those that it cannot have."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from nango_conformance.drafting.survey import Seen, survey

Serving = Callable[[Mapping[str, tuple[int, str]], tuple[int, str]], str]


def test_paths_that_answer_are_found(serving: Serving) -> None:
    """Whatever they answer: a stranger is refused, an unsigned webhook, too."""
    base = serving(
        {
            "POST /api/nango/connect": (401, "who are you"),
            "POST /webhooks/nango": (400, "no signature"),
            "GET /api/connections": (403, ""),
            "GET /health": (200, "ok"),
        },
        (404, "Cannot find {path}"),
    )

    assert survey(base) == Seen(
        connect="/api/nango/connect",
        webhook="/webhooks/nango",
        status="/api/connections",
        ready="/health",
    )


def test_a_route_that_misses_something_is_found(serving: Serving) -> None:
    """It may say 404, too, but says it otherwise than a server without the path."""
    base = serving({"POST /connect": (404, "no such integration")}, (404, "no {path} here"))

    assert survey(base) == Seen(connect="/connect")


def test_another_method_is_another_route(serving: Serving) -> None:
    """A path that is there for GET starts nothing by POST."""
    base = serving({"POST /connect": (405, ""), "POST /connections": (501, "")}, (404, ""))

    assert survey(base) == Seen()


def test_answers_that_differ_each_time_tell_nothing(serving: Serving) -> None:
    """Where even two paths that nobody has are answered in different words, words do not count."""
    base = serving(
        {
            "POST /no-such-path-of-nango-conformance": (404, "request 1"),
            "POST /connect": (404, "2"),
        },
        (404, "request 3"),
    )

    assert survey(base) == Seen()


def test_a_backend_that_asks_who_is_there_first(serving: Serving) -> None:
    """Answers the same to every path: what it has cannot be seen by a stranger."""
    base = serving({}, (401, "sign in"))

    assert survey(base) == Seen(blind=True)


def test_nobody_is_there(nobody: str) -> None:
    """And nothing is said of its paths."""
    assert survey(nobody) is None


def test_every_path_is_told_once() -> None:
    """Starting and listing may be one path with two methods."""
    assert Seen(connect="/connections", status="/connections", ready="/up").paths == (
        "/connections",
        "/up",
    )
