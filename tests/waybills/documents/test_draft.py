"""What confirmed fields make of a lodgement: nothing that was not told."""

from customhouse.waybills.documents.draft import draft_of, is_fillable


def test_fields_become_a_nested_lodgement_and_lists_close_up() -> None:
    draft = draft_of({
        "waybill/number": "B1",
        "waybill/containers/2/number": "CSQU3054383",
        "waybill/containers/2/loaded": "false",
        "waybill/containers/2/seal_numbers/0": "S1",
        "goods_items/10/description": "Tiles",
        "goods_items/9/description": "Vases",
        "waybill/carrier": "  ",
        "also/voyage": "12W",
    })  # fmt: skip

    assert draft == {
        "waybill": {
            "number": "B1",
            "containers": [{"number": "CSQU3054383", "loaded": False, "seal_numbers": ["S1"]}],
        },
        "goods_items": [{"description": "Vases"}, {"description": "Tiles"}],
    }


def test_what_a_lodgement_has_no_place_for_is_not_filled_in() -> None:
    wrong = ("also/voyage", "declarant/name", "waybill/consignor/enterprise_id", "goods_items/x/origin", "__class__")

    assert [name for name in wrong if is_fillable(name)] == []
