"""`python -m nango_conformance` is the command line."""

from nango_conformance.cli import entry_point

if __name__ == "__main__":
    entry_point()
