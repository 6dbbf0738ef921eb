"""The trees that tell whether a container holds goods at all."""
