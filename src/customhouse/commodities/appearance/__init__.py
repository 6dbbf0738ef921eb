"""What goods look like to a scanner: a reviewed table from chapters and headings of the Harmonized System.

The rows are data beside the code, each with its source and its reason; what can be computed from them is computed.
It listens to nothing and announces nothing.
"""
