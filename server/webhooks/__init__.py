"""Events for the host's own server."""
