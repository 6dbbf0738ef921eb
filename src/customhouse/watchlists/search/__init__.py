"""Finds, among very many names, the few that are worth comparing: postings of words, by sound and by a letter less."""
