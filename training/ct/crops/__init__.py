"""The third network for CT: it looks again at what may be a threat."""
