"""The networks for CT: what they find in simulated bags, at what price, and what holds them back."""
