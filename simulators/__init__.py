"""Pretend scanners, seals, gates, traders and officers: they speak over the wire, like the real ones.

Nothing here imports the server, and the server imports nothing of this: only the wire is shared.
"""
