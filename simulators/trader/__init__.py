"""A pretend trader: what it ships, and the declarations it lodges for it."""
