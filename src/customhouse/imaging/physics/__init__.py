"""The physics-first recogniser: calibrated attenuation, no network. `NAME` and `VERSION` sign every result."""

NAME = "physics-first"
VERSION = "1.5"
