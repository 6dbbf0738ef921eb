"""CT volumes by calibrated windows, without any network."""
