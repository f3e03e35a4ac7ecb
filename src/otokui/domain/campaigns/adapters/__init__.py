"""SQL over all customers at once."""
