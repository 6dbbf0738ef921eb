"""A pretend scanner: scenes with a known truth, the physics that turns them into pictures, and the files it writes.

Its attenuation table is the server's, read as a file of data: `rays/`. Bags to train on are packed in `bags/`.
"""
