"""The command line: stdout is the result, stderr the conversation, the exit status the verdict."""

from nango_conformance.cli.main import entry_point, main

__all__ = ["entry_point", "main"]
