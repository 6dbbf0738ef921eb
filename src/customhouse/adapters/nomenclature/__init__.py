"""Lists of codes from installable packages: the Harmonized System, countries, currencies, places.

A file per package. The lists themselves stay in their packages, with their licences; none is copied here.
"""
