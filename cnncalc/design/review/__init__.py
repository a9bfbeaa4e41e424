"""Design review: what rules find in a network, with its place, its numbers and how to fix it."""
