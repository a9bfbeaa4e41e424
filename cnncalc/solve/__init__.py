"""Inverse questions: which fields, sizes and widths give the figure that is wanted.

Answers are searched for and tried with the layers' own facts; no formula stands here a second time.
"""
