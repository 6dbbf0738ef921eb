"""The register of economic operators: who they are, whether authorised, and what their earlier consignments were like.

It listens to nothing; the rooms above tell it what became of a consignment.
It announces nothing.
"""
