"""What is done: which controls a consignment owes, who does them, and when its goods are let go.

Listens for declaration.lodged/withdrawn, scan.recognised, risk.assessed, seal.bound, alarm.*, gate.read, journey.ended.
Announces control.ordered/completed, review.opened/decided, findings.revealed, finding.judged,
goods.released/detained and consignment.reopened.
"""
