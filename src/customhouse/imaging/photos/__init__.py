"""Photographs that come with a scan: opened, shown without what the camera wrote beside them, and read.

Only the markings of a container are kept of what is read; number plates and faces are neither looked for nor kept.
"""
