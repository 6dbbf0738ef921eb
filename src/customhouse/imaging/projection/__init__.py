"""Threat image projection: a threat that was never there, put into a copy of a scan as the scanner would have seen it.

Solids are made from a few measures each (`library`), projected or voxelled at the scan's own geometry, and inserted
with the scan's own beams, blur and noise. The scan itself is never changed. `copies` are drawn by lot and kept apart
from the scans; `projector` has them made.
"""
