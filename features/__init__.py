"""The specification: one feature a group of the catalogue, one Rule a check."""
