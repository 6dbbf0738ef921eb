"""What the site's labelled scans teach, and the folder that is written of it for `adapt` to learn from."""
