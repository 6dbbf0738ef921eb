"""The physics of X-ray tomography: attenuation, tubes, projection along rays, reconstruction, calibration.

Needs numba: install the extra `simulation`.
"""
