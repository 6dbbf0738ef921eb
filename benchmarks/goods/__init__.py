"""Descriptions of goods: candidates, fit and vagueness, beside what others would do with the same texts."""
