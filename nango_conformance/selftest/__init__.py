"""The wrong backends: each is judged by the real command line, and must be found wrong."""
