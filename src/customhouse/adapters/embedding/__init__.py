"""Turns texts into vectors of meaning, where a package that can is installed."""
