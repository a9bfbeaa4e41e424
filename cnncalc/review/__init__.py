"""Design review: findings of rules about a network, each with its place, its numbers and what would mend it."""
