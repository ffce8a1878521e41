"""What the backend remembers: each function is one question or one change inside a transaction."""
