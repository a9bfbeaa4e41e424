"""Answer sheets: claims about a network, filled in by people, as YAML or CSV."""
