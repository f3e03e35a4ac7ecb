"""Widths to draw at: the work column of a desk, and a phone."""

WIDE = 860
NARROW = 340
