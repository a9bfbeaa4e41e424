"""Two networks against each other: which layers belong together, and what was changed."""
