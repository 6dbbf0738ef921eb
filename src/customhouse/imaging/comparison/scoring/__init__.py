"""One probability from all that was compared, each part of it visible."""
