"""今日: who to get in touch with now, why, which way, and what to leave alone."""
