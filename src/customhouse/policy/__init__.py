"""What the country wants: dated parameters and decision tables, read from YAML and never run as code.

Listens for nothing: a pure engine, asked by the rooms above.
Announces nothing.
"""
