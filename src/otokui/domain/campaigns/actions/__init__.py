"""What the plan does."""
