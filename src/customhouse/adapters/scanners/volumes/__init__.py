"""Volumes of other forms than DICOM, and what all volumes must be."""
