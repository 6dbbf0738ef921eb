"""What is judged: the lane of a consignment, from all that was said, seen and witnessed, by the country's policy.

Listens for declaration.lodged/amended, scan.recognised, alarm.raised/retracted/resolved and gate.read.
Announces risk.assessed.
"""
