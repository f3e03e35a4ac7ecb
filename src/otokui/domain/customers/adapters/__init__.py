"""Where this room touches something outside."""
