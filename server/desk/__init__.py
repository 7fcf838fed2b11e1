"""Agents at work: who gets which room, when the house is open."""
