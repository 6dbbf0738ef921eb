"""Every claim about speed has a file here that prints it: the figure, its data, and what it is held against."""
