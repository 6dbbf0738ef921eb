"""The first network for CT: it parts a volume into classes of objects."""
