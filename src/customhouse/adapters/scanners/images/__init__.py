"""Radiographs and pictures as image files, and the side-car that says what an image cannot."""
