"""A Nango that runs alone: what real clients meet, with every word remembered."""
