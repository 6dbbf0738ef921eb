"""The outside world: a folder per seam, a file per technology. Adapters do not know each other."""
