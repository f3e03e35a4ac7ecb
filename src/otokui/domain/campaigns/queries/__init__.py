"""What others ask of the plan."""
