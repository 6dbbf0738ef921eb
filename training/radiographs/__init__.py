"""The networks and trees that name the goods in a radiograph, place by place."""
