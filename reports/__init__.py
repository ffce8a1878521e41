"""A run as data becomes a page, a summary or a machine-readable file."""
