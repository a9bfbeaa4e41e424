"""What people write, and how figures are spelled: names of layers and figures, numbers, limits."""
