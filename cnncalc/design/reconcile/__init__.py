"""Figures that somebody quotes, explained: which convention, tool, input or related network yields them."""
