"""Readers of transport documents, a module or folder per technology."""
