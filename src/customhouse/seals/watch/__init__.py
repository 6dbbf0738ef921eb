"""How a journey is watched: pure functions from the reports of its seal to its course, its state and its alarms.

Everything here depends on the set of reports and the moment of asking, never on the order in which reports came.
"""
