"""The use cases: starting, receiving, listing, repairing and ending a connection."""
