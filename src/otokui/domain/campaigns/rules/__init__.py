"""The articles’ plan, and what a plan must not contradict."""
