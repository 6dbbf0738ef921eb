"""Containers in radiographs: where they are, what they weigh empty, how their goods lie and what repeats among them."""
