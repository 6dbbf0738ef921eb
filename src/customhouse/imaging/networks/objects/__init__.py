"""What an object of a CT volume is measured by, and the cube of voxels that is cut out around it."""
