"""Radiographs as areal density: what they weigh, what stands out, and whether they can be what they are said to be."""
