"""The models of this site: which there are, which serve, what each said, and how right it was.

A model comes as a challenger: it looks at every scan that it is made for, its words are kept and count for nothing. Two
people let it serve. What examinations found is kept as labels, which measure the models and teach the next.
"""
