"""Two networks look at a CT volume: one parts it into classes of voxels, one names each object."""
