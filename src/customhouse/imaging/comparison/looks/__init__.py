"""Whether there are goods, of what kind and material, how densely and evenly they lie, and what does not belong."""
