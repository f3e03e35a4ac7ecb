"""Questions about standings, answered with values ready to show."""
