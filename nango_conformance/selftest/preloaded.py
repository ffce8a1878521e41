"""What every run needs is at hand: the processes of a self-test begin here."""

from __future__ import annotations

from nango_conformance.preparing import prepare

prepare(
    packages=("fake_nango.web",),
    modules=("fake_nango.server", "jinja2", "jsonschema", "nango_conformance.cli.run"),
)
