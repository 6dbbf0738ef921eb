"""Imaging: what was seen. Takes scans in, has them recognised, and compares what was seen with what was declared.

Listens for scan.received (its own: the recogniser starts). Announces scan.received, .quarantined and .recognised.
"""
