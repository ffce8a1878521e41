"""What a browser loads is found as a browser finds it, and no farther than its own host."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from nango_conformance.driver import frontend
from nango_conformance.errors import ControlFailed
from nango_conformance.evidence import Exchange

SITE: Mapping[str, str] = {
    "/": '<link rel=stylesheet href="/s.css"><script src="assets/app.js?v=1"></script>'
    '<link rel="modulepreload" href="/assets/early.mjs"><script src="//cdn.test/x.js"></script>',
    "/assets/app.js?v=1": 'import "./part.js"; import("/lazy.js"); const a = "https://x.test/y.js"',
    "/assets/early.mjs": "early",
    "/assets/part.js": "import './app.js?v=1'; part",
    "/lazy.js": "lazy",
}


class Server:
    """Gives away a site, and remembers what it was asked for."""

    def __init__(self, site: Mapping[str, str] = SITE) -> None:
        self.site = site
        self.asked: list[str] = []

    def get(self, path: str) -> Exchange:
        """Answer one request."""
        self.asked.append(path)
        status = 200 if path in self.site else 404
        body = self.site.get(path, "not here")
        return Exchange(id="E", who="x", method="GET", url=path, status=status, body=body)


def test_a_page_is_loaded_with_all_that_it_leads_to() -> None:
    """Its scripts, what these import, each once; and nobody else's."""
    server = Server()

    assert frontend.loaded(["/"], server.get) == SITE
    assert len(server.asked) == len(set(server.asked))
    assert set(server.asked) == SITE.keys()


def test_a_page_that_is_not_shown_proves_nothing() -> None:
    """A script that is not there is none."""
    server = Server({"/": '<script src="/gone.js"></script>'})

    assert list(frontend.loaded(["/"], server.get)) == ["/"]
    with pytest.raises(ControlFailed, match=r"the page /settings of .* is not shown: status 404"):
        frontend.loaded(["/settings"], server.get)


def test_it_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    """A site may have more scripts than anybody reads."""
    monkeypatch.setattr(frontend, "MOST_FILES", 3)

    assert len(frontend.loaded(["/"], Server().get)) == 3


def test_the_files_of_a_build_are_read(tmp_path: Path) -> None:
    """Those that a browser takes for text; a folder without any is not the right one."""
    (tmp_path / "assets").mkdir()
    (tmp_path / "index.html").write_text("<html>")
    (tmp_path / "assets" / "app.js").write_text("app")
    (tmp_path / "logo.png").write_bytes(b"\x89PNG")

    assert frontend.built(tmp_path) == {"index.html": "<html>", "assets/app.js": "app"}
    with pytest.raises(ControlFailed, match=r"is \[frontend\] folder right"):
        frontend.built(tmp_path / "nowhere")
