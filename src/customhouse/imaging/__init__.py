"""Imaging: what was seen. Takes scans in, has them recognised, and compares what was seen with what was declared.

Listens for scan.received (its own), declaration.amended (compares again) review.decided (a rescan supersedes) and
review.opened (a threat may be projected).
Announces scan.received, .quarantined and .recognised.
"""
