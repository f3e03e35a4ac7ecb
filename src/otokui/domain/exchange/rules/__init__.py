"""How files are understood."""
