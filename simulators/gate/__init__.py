"""A pretend fixed reader at the gate of a site: it reads plate, container and seal of what drives in, and posts it."""
