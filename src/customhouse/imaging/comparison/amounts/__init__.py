"""How much there is, by image, weighbridge and paper: mass, packages, pieces, and what one of them weighs."""
