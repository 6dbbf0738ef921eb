"""The weights with which evidence is added up to one score."""
