"""What a site head is, how it is learned, and how it looks at pictures."""
