"""What is written down at a door or at a counter."""
