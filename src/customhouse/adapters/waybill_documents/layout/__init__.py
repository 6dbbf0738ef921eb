"""Waybills that are laid out for the eye: text with places on pages, labels with their values, tables of goods."""
