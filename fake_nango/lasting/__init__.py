"""What the fake remembers, kept in a file over restarts and crashes."""
