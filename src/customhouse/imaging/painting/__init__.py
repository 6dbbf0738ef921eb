"""How radiographs are painted: the viewer's arithmetic, its twin in print, and the scales of materials it paints by."""
