"""The plumbing every room stands on: clock, ids, database, outbox, bus, blobs, errors, geometry, paging.

No customs word occurs here. It listens to nothing and announces nothing of its own.
"""
