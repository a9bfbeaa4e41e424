"""Figures that somebody quotes, explained: which convention, tool, input or variant yields them."""
