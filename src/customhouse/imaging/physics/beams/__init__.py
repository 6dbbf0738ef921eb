"""X-ray beams: how materials attenuate them, what a detector reads, what scatter adds, how far a scan tells of them."""
