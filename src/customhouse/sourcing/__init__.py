"""Reference data of others: which sources there are, what was taken from each, and where every row leads back to.

It listens to nothing.
It announces that a source was imported or withdrawn, so that indexes built from it are built anew.
"""
