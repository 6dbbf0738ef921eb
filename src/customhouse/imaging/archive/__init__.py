"""Archives recognised as a whole, apart from the scans of this house: a folder of lines instead of a database."""
