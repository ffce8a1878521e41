"""
A target file that writes itself as far as it can: from answers, from a look, from a trial.

`draft` holds what is known, `text` writes it, `survey` asks a running backend which paths it
has, `trial` connects once with the fake as its Nango, and `shape` finds in its answers what
stands where.
"""

__all__: list[str] = []
