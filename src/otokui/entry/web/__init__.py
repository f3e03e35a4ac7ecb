"""The pages' entry: sign-in, menu, errors, jobs. No tables, no rules."""
