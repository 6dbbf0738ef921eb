"""What the policy of a day allows before an image contradicts a declaration."""

from datetime import datetime

from customhouse.imaging.comparison.sight import Tolerances
from customhouse.policy.package import PolicyPackage


def allowed_by(policy: PolicyPackage, at: datetime) -> Tolerances:
    def number(name: str) -> float:
        return float(policy.number(f"imaging.{name}", at))

    return Tolerances(
        mass_share=number("mass_tolerance_percent") / 100,
        mass_kg=number("mass_tolerance_kg"),
        parcel_mass_kg=number("parcel_mass_tolerance_kg"),
        empty_max_kg=number("empty_container_max_kg"),
        empty_litter_kg=number("empty_container_litter_kg"),
        dense_cm3=number("dense_object_cm3"),
        parcel_dense_cm3=number("parcel_dense_object_cm3"),
        dense_density=number("dense_object_min_density"),
        dense_high_kg=number("dense_object_high_kg"),
        parcel_dense_high_kg=number("parcel_dense_object_high_kg"),
        light_density=number("light_goods_max_density"),
        material_doubtful=number("material_doubtful_percent") / 100,
        material_disagrees=number("material_disagrees_percent") / 100,
        unexpected_metal=number("unexpected_metal_percent") / 100,
        material_least_told=number("material_least_told_percent") / 100,
        density_above=number("packed_density_above_factor"),
        density_below=number("packed_density_below_factor"),
        unit_mass_factor=number("unit_mass_factor"),
        packages_share=number("packages_tolerance_percent") / 100,
        commodity_seen=number("commodity_seen_percent") / 100,
        undeclared_doubtful=number("undeclared_doubtful_percent") / 100,
        parcel_commodity_seen=number("parcel_commodity_seen_percent") / 100,
        parcel_undeclared_doubtful=number("parcel_undeclared_doubtful_percent") / 100,
        parcel_kinds_settle=policy.flag("imaging.parcel_kinds_of_goods_settle", at),
        kinds_settle=policy.flag("imaging.kinds_of_goods_settle", at),
        look_counts=policy.flag("imaging.look_of_load_counts", at),
        anomaly_doubtful=number("anomaly_doubtful_percent") / 100,
        anomaly_disagrees=number("anomaly_disagrees_percent") / 100,
        object_doubtful=number("object_doubtful_percent") / 100,
        object_disagrees=number("object_disagrees_percent") / 100,
        uneven=number("uneven_percent") / 100,
        odd_doubtful=number("odd_container_deviations"),
        prior=number("prior_irregular_percent") / 100,
        unlike=number("unlike_training_percent") / 100,
    )
