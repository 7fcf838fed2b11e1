"""Migrations: how the tables came to be, forward only."""
