"""How images are read, and how well: projected threats, first looks, judged findings, and what readers agree on.

Nothing of a reading of a projected threat leaves this folder: no event, no state of a case, no fact for risk.
"""
