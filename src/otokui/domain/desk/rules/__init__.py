"""Pure questions of the desk."""
