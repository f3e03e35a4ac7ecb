"""Pure questions about customers. Plain Python."""
