"""One write, one function, one file."""
