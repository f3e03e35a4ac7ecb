"""How tables travel between PostgreSQL and columns in memory."""
