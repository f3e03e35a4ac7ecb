"""Fix the parameters of a run."""
