"""The moving parts of one node."""
