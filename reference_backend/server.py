"""The backend as a process: it listens, says that it is ready, and stops when it is told to."""

from __future__ import annotations

import argparse
import asyncio
import gc
import json
import logging
import os
import signal
import socket
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from aiohttp import web

from reference_backend.app import WEBHOOK_PATH, build
from reference_backend.backend import Backend
from reference_backend.errors import SettingsError
from reference_backend.parts import Parts
from reference_backend.seeding import Planted, plant

_SHUTDOWN_S: Final = 1.0
_BACKLOG: Final = 512
_LONGEST_HEADER: Final = 16 * 1024
_WRONG_USAGE: Final = 2
_LAST_PORT: Final = 65_535

_ENVIRONMENT: Final = """environment:
  NANGO_HOST, NANGO_SECRET_KEY, NANGO_WEBHOOK_SIGNING_KEY   needed
  NANGO_WEBHOOK_SIGNING_KEY_OLD the key before, for the minutes of a rotation
  REFERENCE_PUBLIC_URL          where people reach it; default: where it listens
  REFERENCE_REDIRECT_ORIGINS    further sites that a redirectUrl may lead to, by commas
  REFERENCE_DATABASE            the database, where --database says nothing
  REFERENCE_NANGO_TIMEOUT_S     how long Nango may take for an answer; 10
  REFERENCE_SCRYPT_N            cost of a password, a power of two
  NAF_ADA_SECRET, NAF_GRACE_SECRET, NAF_MALLORY_SECRET      passwords; default: made up
"""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """The command line, read."""

    host: str
    port: int
    database: str | None
    seed: int


def main(arguments: Sequence[str] | None = None, *, parts: Parts | None = None) -> int:
    """Run until SIGTERM or SIGINT; return the exit status."""
    options = _options(arguments)
    _log_to_stderr()
    try:
        with _database(options) as database, _listening(options) as listener:
            return asyncio.run(_serve(options, database, listener, parts or Parts()))
    except SettingsError as error:
        sys.stderr.write(f"reference_backend: {error}\n")
        return _WRONG_USAGE


async def _serve(options: Options, database: str, listener: socket.socket, parts: Parts) -> int:
    host, port = listener.getsockname()[:2]
    url = f"http://{f'[{host}]' if ':' in host else host}:{port}"
    settings = parts.read_settings(os.environ, database=database, own_url=url)
    planted: list[Planted] = []

    async def prepare(backend: Backend) -> None:
        planted.append(await plant(backend, options.seed, os.environ))

    runner = web.AppRunner(
        build(settings, parts=parts, prepare=prepare),
        # A signature is over the bytes as they were sent, so nothing unpacks them.
        auto_decompress=False,
        # As much as proxies let through: a signature of any length is ours to refuse.
        max_field_size=_LONGEST_HEADER,
        access_log=None,
        shutdown_timeout=_SHUTDOWN_S,
    )
    told_to_stop = _listen_for_signals()
    try:
        await runner.setup()
        await web.SockSite(runner, listener, backlog=_BACKLOG).start()
        _begin_collecting()
        _say_ready(url, planted[0])
        await told_to_stop.wait()
    finally:
        await runner.cleanup()
    return 0


def _begin_collecting() -> None:
    """What is here by now stays to the end, and the collector would go through it in vain."""
    gc.freeze()
    gc.enable()


def _say_ready(url: str, planted: Planted) -> None:
    line = {
        "ready": True,
        "url": url,
        "webhook": url + WEBHOOK_PATH,
        "people": planted.people,
        "env": planted.passwords,
    }
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()
    _log.info("listening on %s", url)


def _listen_for_signals() -> asyncio.Event:
    told = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, told.set)
    return told


@contextmanager
def _database(options: Options) -> Iterator[str]:
    if options.database is not None:
        yield options.database
        return
    with tempfile.TemporaryDirectory(prefix="reference-backend-") as folder:
        yield f"sqlite:///{Path(folder) / 'reference.db'}"


@contextmanager
def _listening(options: Options) -> Iterator[socket.socket]:
    """Take the port first: a taken one is known before anything else is begun."""
    family = socket.AF_INET6 if ":" in options.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((options.host, options.port))
        except OSError as error:
            raise SettingsError(
                f"cannot listen on {options.host}:{options.port} ({error.strerror}); "
                "choose another with --port, or --port 0 for any free one."
            ) from error
        yield listener


def _options(arguments: Sequence[str] | None) -> Options:
    parser = argparse.ArgumentParser(
        prog="reference_backend",
        description="A backend that implements the Nango authorization flow rightly.",
        epilog=_ENVIRONMENT,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--host", default="127.0.0.1", help="default: %(default)s")
    parser.add_argument("--port", type=_port, default=3000, help="0 is any; default: %(default)s")
    parser.add_argument(
        "--database",
        metavar="URL",
        default=os.environ.get("REFERENCE_DATABASE") or None,
        help="sqlite:///file or postgresql://…; default: a file that is removed at the end",
    )
    parser.add_argument("--seed", type=int, default=1, help="of the names; default: %(default)s")
    return Options(**vars(parser.parse_args(arguments)))


def _port(text: str) -> int:
    port = int(text)
    if not 0 <= port <= _LAST_PORT:
        raise ValueError(text)
    return port


def _log_to_stderr() -> None:
    logging.basicConfig(
        stream=sys.stderr,
        level=logging.INFO,
        format="%(asctime)s %(levelname)s %(name)s %(message)s",
    )
