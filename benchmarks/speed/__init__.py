"""Seconds, memory and rates: of recognition, engines, lodging, seals, the workbench and the whole demo."""
