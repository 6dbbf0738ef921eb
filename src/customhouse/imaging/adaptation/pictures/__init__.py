"""A site's folder of labelled pictures: its form, its files, what is nearly the same."""
