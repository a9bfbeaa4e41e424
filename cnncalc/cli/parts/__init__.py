"""Pieces that several commands are made of; not commands themselves."""
