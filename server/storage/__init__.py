"""Storage: what is on disk. Synchronous; one function, one transaction, one hop to a thread."""
