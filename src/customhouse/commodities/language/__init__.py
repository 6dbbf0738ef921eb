"""What a description of goods can mean: candidates with evidence, whether it fits a code, whether it says enough.

Pure: built from texts with their codes, asked with texts. It knows no database, no file format and no web.
"""
