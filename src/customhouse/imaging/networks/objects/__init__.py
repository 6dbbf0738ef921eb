"""What an object of a CT volume is measured by: its values, its form, what lies around it."""
