"""Imaging: what was seen. Takes scans in, has them recognised, and compares what was seen with what was declared.

Listens for scan.received (its own), declaration.amended (compares again) and review.decided (a rescan supersedes).
Announces scan.received, .quarantined and .recognised.
"""
