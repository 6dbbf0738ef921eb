"""Finds, among texts whose codes are known, those near to a text: by words, by runs of characters, by meaning."""
