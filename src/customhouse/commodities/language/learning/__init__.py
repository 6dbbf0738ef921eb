"""What is learned from labelled texts when an index is built: how to weigh the voices, and how sure to be."""
