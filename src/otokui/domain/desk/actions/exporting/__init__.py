"""Customers of a list as files."""
