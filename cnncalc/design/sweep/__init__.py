"""Every combination of settings of one spec, and which of them meet conditions."""
