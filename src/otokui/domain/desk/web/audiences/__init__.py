"""Conditions about people on the page: as sentences, as forms, in addresses, and under names."""
