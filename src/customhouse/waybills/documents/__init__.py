"""Transport documents as they come, as messages, files and pictures, read into fields that a person confirms.

It listens to nothing.
It announces nothing: what is confirmed fills in a declaration, which announces itself when it is lodged.
"""
