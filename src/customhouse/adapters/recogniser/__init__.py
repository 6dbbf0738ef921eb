"""The recogniser: pure work in processes of its own, so that no file can take the server down."""
