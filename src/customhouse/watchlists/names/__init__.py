"""How two names are compared: read into words, sounds found, words paired, facts weighed. Pure, and knows no list."""
