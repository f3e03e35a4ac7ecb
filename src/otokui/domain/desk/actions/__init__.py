"""Writes of this room, one a file."""
