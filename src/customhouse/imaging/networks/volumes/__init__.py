"""Three networks look at a CT volume: voxels first, then objects by their measures, then again what may be a threat."""
