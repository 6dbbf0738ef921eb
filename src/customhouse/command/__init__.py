"""Oversight: one consignment's timeline, the list of all of them, and the live picture of the roads.

It listens to every room's news.
It announces nothing and decides nothing: it reads, and shows.
"""
