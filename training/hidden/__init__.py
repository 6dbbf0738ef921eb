"""The finer network for what is hidden in a radiograph."""
