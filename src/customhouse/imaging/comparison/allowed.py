"""What the policy of a day allows before an image contradicts a declaration."""

from datetime import datetime

from customhouse.imaging.comparison.sight import Tolerances
from customhouse.imaging.grading import grading_by
from customhouse.policy.package import PolicyPackage


def allowed_by(policy: PolicyPackage, at: datetime) -> Tolerances:
    """What policy leaves open, as one written before a limit was made does, is as `Tolerances` has it."""
    usual = Tolerances()

    def number(name: str, otherwise: float, parts: int = 1) -> float:
        key = f"imaging.{name}"
        return float(policy.number(key, at)) / parts if policy.has(key, at) else otherwise

    def share(name: str, otherwise: float) -> float:
        return number(name, otherwise, 100)

    def flag(name: str, otherwise: bool) -> bool:
        key = f"imaging.{name}"
        return policy.flag(key, at) if policy.has(key, at) else otherwise

    return Tolerances(
        mass_share=share("mass_tolerance_percent", usual.mass_share),
        mass_kg=number("mass_tolerance_kg", usual.mass_kg),
        parcel_mass_kg=number("parcel_mass_tolerance_kg", usual.parcel_mass_kg),
        empty_max_kg=number("empty_container_max_kg", usual.empty_max_kg),
        empty_litter_kg=number("empty_container_litter_kg", usual.empty_litter_kg),
        dense_cm3=number("dense_object_cm3", usual.dense_cm3),
        parcel_dense_cm3=number("parcel_dense_object_cm3", usual.parcel_dense_cm3),
        dense_density=number("dense_object_min_density", usual.dense_density),
        dense_high_kg=number("dense_object_high_kg", usual.dense_high_kg),
        parcel_dense_high_kg=number("parcel_dense_object_high_kg", usual.parcel_dense_high_kg),
        light_density=number("light_goods_max_density", usual.light_density),
        material_doubtful=share("material_doubtful_percent", usual.material_doubtful),
        material_disagrees=share("material_disagrees_percent", usual.material_disagrees),
        unexpected_metal=share("unexpected_metal_percent", usual.unexpected_metal),
        material_least_told=share("material_least_told_percent", usual.material_least_told),
        density_above=number("packed_density_above_factor", usual.density_above),
        density_below=number("packed_density_below_factor", usual.density_below),
        unit_mass_factor=number("unit_mass_factor", usual.unit_mass_factor),
        packages_share=share("packages_tolerance_percent", usual.packages_share),
        commodity_seen=share("commodity_seen_percent", usual.commodity_seen),
        undeclared_doubtful=share("undeclared_doubtful_percent", usual.undeclared_doubtful),
        parcel_commodity_seen=share("parcel_commodity_seen_percent", usual.parcel_commodity_seen),
        parcel_undeclared_doubtful=share("parcel_undeclared_doubtful_percent", usual.parcel_undeclared_doubtful),
        parcel_kinds_settle=flag("parcel_kinds_of_goods_settle", usual.parcel_kinds_settle),
        kinds_settle=flag("kinds_of_goods_settle", usual.kinds_settle),
        look_counts=flag("look_of_load_counts", usual.look_counts),
        anomaly_doubtful=share("anomaly_doubtful_percent", usual.anomaly_doubtful),
        anomaly_disagrees=share("anomaly_disagrees_percent", usual.anomaly_disagrees),
        object_doubtful=share("object_doubtful_percent", usual.object_doubtful),
        object_disagrees=share("object_disagrees_percent", usual.object_disagrees),
        uneven=share("uneven_percent", usual.uneven),
        odd_doubtful=number("odd_container_deviations", usual.odd_doubtful),
        prior=share("prior_irregular_percent", usual.prior),
        unlike=share("unlike_training_percent", usual.unlike),
        noticed=grading_by(policy, at).noticed,
    )
