"""How scans are told and shown: to whom what of them, in which words, and what the maps that lie over them mean."""
