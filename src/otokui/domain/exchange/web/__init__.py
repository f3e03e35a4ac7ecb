"""Pages of this room: the import from a file to its result and back, and the first run."""
