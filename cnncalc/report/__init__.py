"""What is to be said, not how it looks."""
