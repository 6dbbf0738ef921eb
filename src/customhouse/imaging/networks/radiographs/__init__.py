"""What networks and trees see in a container's radiograph: goods, what is hidden, whether there are goods at all."""
