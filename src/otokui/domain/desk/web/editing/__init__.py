"""Editing in place: a value becomes a small form, Enter saves it, Esc leaves it."""
