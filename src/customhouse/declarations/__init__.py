"""What is said of goods: declarations with their waybills, checked field by field, kept in every version.

It listens for `control.completed`, to remember in the register what became of the enterprises' consignments.
It announces `declaration.lodged`, `declaration.amended` and `declaration.withdrawn`.
"""
