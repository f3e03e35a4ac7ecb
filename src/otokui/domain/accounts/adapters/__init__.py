"""Where this room touches the web framework."""
