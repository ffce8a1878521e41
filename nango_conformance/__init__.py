"""What the other folders share: target, evidence, verdict, driver, command line."""

__version__ = "0.1.0"

NANGO_VERSION = "0.71.4"
"""The release of Nango whose behaviour on the wire the fake reproduces."""
