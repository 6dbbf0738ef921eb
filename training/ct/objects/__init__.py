"""The second network for CT: it names each candidate object."""
