"""YAML text -> Network: the tree of values with their places, the document, the graph."""
