"""Questions about purchases, answered with plain values or Arrow tables."""
