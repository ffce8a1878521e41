"""`python -m fake_nango`: a fake Nango on Nango's own ports, until it is interrupted."""

from __future__ import annotations

import argparse
import sys
import tomllib
from collections.abc import Sequence
from dataclasses import astuple, replace
from pathlib import Path

from fake_nango.lasting import StateFileError
from fake_nango.listening import LOOPBACK, Ports, PortTaken
from fake_nango.settings import ListenerSettings, Settings, default_settings
from fake_nango.settings_file import SettingsError, checked_url, parse_settings

WRONG_USAGE = 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Read the flags and serve; the exit status is 2 where the user must change something."""
    flags = _parser().parse_args(arguments)
    try:
        settings = _settings(flags.config, flags.webhook_url, flags.seed)
        ports = _ports(flags, settings.listeners)
        # Not before: `--help` should not wait for a web server's modules.
        from fake_nango.serving import serve

        serve(
            settings,
            ports,
            flags.host,
            control_token=flags.control_token,
            state=flags.state,
            ca_file=flags.ca_file,
        )
    except (SettingsError, StateFileError, PortTaken, OSError) as error:
        sys.stderr.write(f"fake_nango: {error}\n")
        return WRONG_USAGE
    return 0


def _settings(config: Path | None, webhook_url: str | None, seed: int | None) -> Settings:
    webhook_url = checked_url(webhook_url, "--webhook-url")
    if config is None:
        return default_settings(seed, webhook_url)
    try:
        document = tomllib.loads(config.read_text("utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"--config {config} cannot be read: {error}") from error
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{config} is not TOML: {error}") from error
    settings = parse_settings(document, seed)
    if webhook_url is None:
        return settings
    first, *others = settings.environments
    return replace(settings, environments=(replace(first, webhook_url=webhook_url), *others))


def _ports(flags: argparse.Namespace, listeners: ListenerSettings) -> Ports:
    """Choose the flag, else what the file says, else Nango's own port; no two may be the same."""
    chosen = Ports(
        api=listeners.port if flags.port is None else flags.port,
        ui=listeners.connect_ui_port if flags.connect_ui_port is None else flags.connect_ui_port,
        control=listeners.control_port if flags.control_port is None else flags.control_port,
        proxy=flags.proxy_port,
        tls=flags.tls_port or 0,
    )
    if flags.proxy_port is None and (flags.tls_port is not None or flags.ca_file is not None):
        raise SettingsError("--tls-port and --ca-file go with --proxy-port; 0 is any free one.")
    named = [port for port in astuple(chosen) if port]
    if len(set(named)) < len(named):
        raise SettingsError(f"Each of the listeners needs a port of its own, not {named}.")
    return chosen


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m fake_nango", description="A fake Nango to test against."
    )
    parser.add_argument("--config", type=Path, help="TOML file with environments")
    parser.add_argument("--webhook-url", help="where webhooks of the first environment go")
    parser.add_argument("--port", type=int, help="the API (default: the file's, or 3003)")
    parser.add_argument("--connect-ui-port", type=int, help="default: the file's, or 3009")
    parser.add_argument("--control-port", type=int, help="default: the file's, or 3004")
    parser.add_argument(
        "--proxy-port",
        type=int,
        help="also a proxy for applications that call https://api.nango.dev hard-coded",
    )
    parser.add_argument(
        "--tls-port",
        type=int,
        help="with --proxy-port: the API as https://api.nango.dev, for a name that leads here",
    )
    parser.add_argument(
        "--ca-file",
        type=Path,
        help="with --proxy-port: where its certificate is, while it runs (default: a new place)",
    )
    parser.add_argument("--host", default=LOOPBACK, help=f"default: {LOOPBACK}")
    parser.add_argument("--control-token", help="needed to drive it from elsewhere")
    parser.add_argument(
        "--state",
        type=Path,
        help="file that keeps keys, sessions, connections and records over restarts and crashes",
    )
    parser.add_argument("--seed", type=int, help="make the same keys as with this seed before")
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
