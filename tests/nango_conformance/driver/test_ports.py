"""A port that is chosen for a target is there for it."""

from __future__ import annotations

import socket

from nango_conformance.driver.process import free_port


def test_a_free_port_is_free() -> None:
    """It is a loopback port that can be listened on."""
    with socket.create_server(("127.0.0.1", free_port())) as server:
        assert server.getsockname()[1] >= 1024
