"""What is witnessed: sealed journeys, the reports of their seals, alarms, and the gate at the other end.

It listens for its own `seal.reports_recorded`.
It announces `seal.bound`, `seal.reports_recorded`, `alarm.*`, `gate.read` and `journey.ended`.
"""
