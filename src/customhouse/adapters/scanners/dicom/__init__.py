"""DICOM and DICOS files: their frames, their geometry, and pixels however they are packed."""
