"""A pretend scanner: scenes with a known truth, the physics that turns them into pictures, and the files it writes.

Its attenuation table is its own: the server keeps another, so an error in one of them shows.
"""
