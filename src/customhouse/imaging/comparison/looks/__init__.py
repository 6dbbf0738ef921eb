"""What the goods look like against what such goods look like: kind, material, density, things that do not belong."""
