"""Who is named: the names of a declaration held against lists of watched persons, companies, vessels and addresses.

It listens for declarations lodged, amended and withdrawn.
It announces that the parties of a consignment were screened, and what an officer decided of a hit.
"""
