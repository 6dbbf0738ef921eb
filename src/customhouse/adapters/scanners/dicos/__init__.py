"""DICOS (NEMA IIC 1): DICOM for security. Radiographs and reports read, images and reports written, all by pydicom.

Computed tomography is read where DICOM is, being nearly the same.
"""
