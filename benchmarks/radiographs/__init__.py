"""Containers and line scans: what is read of goods, emptiness and what is hidden, and how many packages are counted."""
