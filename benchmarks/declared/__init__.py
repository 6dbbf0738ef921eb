"""Declarations held against scans: what words, image and both catch."""
