"""Figures that somebody claims, against those that are computed."""
