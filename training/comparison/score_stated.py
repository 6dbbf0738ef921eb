"""Curves of the score that people have set, each with its reason, for terms that simulated consignments do not show."""

from customhouse.imaging.comparison.scoring.score import Curve

STATED: dict[str, Curve] = {
    "trader_unknown": Curve(((0, -0.05), (1, 0.7)), "an unregistered declarant doubles the odds: set by people"),
    "trader_new": Curve(((0, -0.05), (2, 0.6)), "the first two years of a register's entry: set by people"),
    "irregularities": Curve(((0, -0.1), (0.7, 0.5), (1.4, 1.2)), "found irregular before: set by people"),
    "authorised": Curve(((0, 0.1), (1, -0.9)), "authorised operators are audited: set by people"),
    "unit_mass": Curve(((0, -0.05), (0.7, 0.3), (2.3, 1.2)), "simulated papers are never at odds with themselves"),
    "quantity_unlike": Curve(((0, -0.05), (0.7, 0.3), (2.3, 1.0)), "simulated papers count packages, not pieces"),
    "density_above": Curve(((0, -0.03), (0.26, 0.3), (1, 1.5)), "a radiograph hardly shows goods denser than they lie"),
    "uneven": Curve(((0, -0.1), (0.45, 0), (1, 0.4)), "few simulated loads are of uniform goods alone"),
    "odd_in_lot": Curve(((0, -0.2), (4, 0), (8, 0.8), (16, 2.0)), "simulated consignments are of one container"),
    "commodity_mismatch": Curve(((-3, -0.8), (0, 0.2), (3, 1.6)), "half of its log-odds, where policy asks"),
    "undeclared_share": Curve(((0, -0.2), (0.1, 0.2), (0.5, 1.5), (1, 2.2)), "set by people, where policy asks for it"),
    "unexpected_object": Curve(((0, -0.1), (0.5, 0.8), (0.9, 2.2), (1, 3.0)), "the network's own probability"),
    # Papers round masses: a percent or two is no difference.
    "paper_mass_unlike": Curve(
        ((0, -0.1), (0.03, 0), (0.1, 0.5), (0.3, 1.2), (0.7, 1.8)), "simulated consignments have no papers"
    ),
    "paper_packages_unlike": Curve(
        ((0, -0.1), (0.02, 0.1), (0.2, 0.7), (0.7, 1.2)), "papers count pallets or cartons: set by people"
    ),
    "paper_containers_unlike": Curve(
        ((0, -0.05), (0.1, 0.4), (0.5, 1.2), (1, 1.8)), "boxes are changed before loading: set by people"
    ),
    "paper_seals_unlike": Curve(((0, -0.05), (0.5, 0.5), (1, 0.9)), "seals are changed on honest ways: set by people"),
    "paper_goods_unlike": Curve(
        ((0, -0.15), (0.5, 0), (0.9, 0.6), (1, 1.2)), "papers name goods curtly: set by people"
    ),
}

# What CT shows of parcels, and radiographs of containers do not: learned there.
SHOWN_BY_CT = ("commodity_mismatch", "undeclared_share", "unexpected_object", "density_above")
OF_PARCELS = {term: curve for term, curve in STATED.items() if term not in SHOWN_BY_CT} | {
    "weighed_unlike": Curve(((0, -0.1), (2, 0.3), (8, 2.0)), "no simulated parcel is weighed but by its scan"),
}
