"""Browsers of people who are away are told that there is something new."""
