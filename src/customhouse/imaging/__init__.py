"""Imaging: what was seen. Takes scans in, has them recognised, and compares what was seen with what was declared.

Listens for scan.received (its own), declaration.amended (compares again), review.opened (a threat may be projected),
review.decided (a rescan supersedes; outcomes are shown beside scans that look alike) and control.completed (the same of
examinations).
Announces scan.received, .quarantined and .recognised.
"""
