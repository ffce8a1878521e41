"""The command line: arguments in, exit status out; stdout is the result, stderr the conversation."""

from nango_conformance.cli.main import entry_point, main

__all__ = ["entry_point", "main"]
