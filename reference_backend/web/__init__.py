"""The HTTP edge: parse the request, call one use case, answer."""
