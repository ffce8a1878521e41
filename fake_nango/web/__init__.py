"""The fake on HTTP: handlers that read a request, ask the world, and answer."""
