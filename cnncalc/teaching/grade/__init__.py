"""Grading: the answers of a class, marked by a key."""
