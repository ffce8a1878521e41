"""A huge body is made while it is sent, and measured where it is taken."""

from __future__ import annotations

import http.server
import os
import threading
from collections.abc import Iterator

import pytest

from nango_conformance.driver import memory
from nango_conformance.driver.bulk import MEGABYTE, Bulk
from nango_conformance.driver.ear import Ear
from nango_conformance.driver.transport import Request, Transport, new_session
from nango_conformance.evidence import Ledger, Redactor


class Counting(http.server.BaseHTTPRequestHandler):
    """Counts what comes, said beforehand or in pieces, and says how it came."""

    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        """Answer the number of bytes, and how they were announced."""
        said = self.headers.get("Content-Length")
        body = self.rfile.read(int(said)) if said else b"".join(self._pieces())
        told = f"{'length' if said else 'pieces'} {len(body)} {body[:12].decode()}".encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(told)))
        self.end_headers()
        self.wfile.write(told)

    def _pieces(self) -> Iterator[bytes]:
        while size := int(self.rfile.readline(), 16):
            yield self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def address() -> Iterator[str]:
    """Run a server that counts."""
    server = http.server.HTTPServer(("127.0.0.1", 0), Counting)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize("in_pieces", [True, False])
def test_all_of_it_arrives_and_none_of_it_is_kept(address: str, *, in_pieces: bool) -> None:
    """The evidence says how much it was, and how it came."""
    ledger = Ledger(Redactor())
    transport = Transport(ledger, Ear(), timeout_s=10)
    bulk = Bulk(size=3 * MEGABYTE + 1, in_pieces=in_pieces)

    with new_session() as session:
        request = Request(who="Ada", method="POST", url=address, body=bulk)
        exchange = transport.send(session, request)

    how = "pieces" if in_pieces else "length"
    assert exchange.body == f'{how} {bulk.size} {{"padding":"'
    assert exchange.request_body == bulk.told
    assert bulk.told in ledger.entries[0].text


def test_whoever_keeps_a_bulk_is_seen_to() -> None:
    """The peak of the memory grows with what was kept, also when it is gone again."""
    group = os.getpgid(0)
    memory.forget_peak(group)
    before = memory.peak(group)
    kept = b"".join(Bulk(size=64 * MEGABYTE, in_pieces=True).data)
    del kept

    after = memory.peak(group)

    if before is None or after is None:
        pytest.skip("this system does not tell how much memory a program has")
    assert after - before >= 60 * MEGABYTE


def test_a_group_that_is_not_there_has_no_peak() -> None:
    """A target that somebody else started is in no group of ours."""
    assert memory.peak(0) is None
