"""Settings of the business and its staff."""
