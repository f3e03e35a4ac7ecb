"""Questions to this room's tables."""
