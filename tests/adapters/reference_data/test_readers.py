"""Each publisher's file gives its texts with their codes, and says line by line what it cannot be taken for."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customhouse.adapters.reference_data import READERS
from customhouse.kernel.errors import Invalid
from customhouse.sourcing.model import ReferenceText, RowFault, TextKind

HS = "section,hscode,description,parent,level\n"
TARIC = "code10,suffix,indent,en,fr\n"
HTS = '\ufeffHTS Number,Indent,Description,Unit\n"0101","0","Live horses:",""\n'
NATIONAL = "code,text,language,kind,parent,level,edition\n"


def written(folder: Path, content: str | bytes) -> Path:
    path = folder / "file"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def read(reader: str, folder: Path, content: str | bytes) -> tuple[list[ReferenceText], list[RowFault]]:
    rows = list(READERS[reader](written(folder, content)))
    return [row for row in rows if isinstance(row, ReferenceText)], [row for row in rows if isinstance(row, RowFault)]


def test_the_harmonized_system_is_read_without_its_total_and_its_rest(tmp_path: Path) -> None:
    rows = "I,01,Animals; live,TOTAL,2\nI,0101,Horses,01,4\nT,TOTAL,Total,TOTAL,5\nT,999999,Not specified,9999,6\n"
    texts, faults = read("harmonized-system", tmp_path, HS + rows)

    assert [(text.code, text.text, text.row) for text in texts] == [
        ("01", "Animals; live", "2"),
        ("0101", "Horses", "3"),
    ]
    assert faults == []


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("I,1013,Horses,01,4", "parent"),
        ("I,101,Horses,01,4", "code_form"),
        ("I,٠١٠١,Horses,01,4", "code_form"),
        ("I,0101,Horses,01,6", "level"),
        ("I,0101,  ,01,4", "empty_text"),
        ("I,0101,Horses,01", "column_count"),
        ("I,0101,a\x00b,01,4", "broken_encoding"),
        ("I,0101,æ\x95°æ\x8d®çº¿,01,4", "broken_encoding"),
        ('I,0101,"' + "long " * 2000 + '",01,4', "too_long"),
    ],
)
def test_a_row_that_breaks_the_contract_is_told_with_its_line_and_the_next_ones_go_on(
    tmp_path: Path, row: str, code: str
) -> None:
    texts, [fault] = read("harmonized-system", tmp_path, f"{HS}I,01,Animals,TOTAL,2\n{row}\nI,0102,Bovine,01,4\n")

    assert [text.row for text in texts] == ["2", "4"]
    assert (fault.row, fault.code) == ("3", code)
    assert fault.raw.startswith(row[:6])
    assert "\x00" not in fault.raw


def test_bytes_that_are_no_utf8_spoil_only_their_own_row(tmp_path: Path) -> None:
    content = HS.encode() + b"I,0101,Ch\xe8vres,01,4\nI,0102,Bovins,01,4\n"
    texts, [fault] = read("harmonized-system", tmp_path, content)

    assert [text.text for text in texts] == ["Bovins"]
    assert (fault.row, fault.code, fault.raw) == ("2", "broken_encoding", r"I,0101,Ch\xe8vres,01,4")


def test_a_quotation_mark_that_is_never_closed_is_told(tmp_path: Path) -> None:
    content = HS + "I,01,Animals,TOTAL,2\n" + 'I,0101,"Horses,01,4\n' + "I,0102,Bovine,01,4\n" * 8_000
    texts, faults = read("harmonized-system", tmp_path, content)

    assert texts[0].text == "Animals"
    assert faults[0].row == "3"
    assert faults[0].code == "broken_quoting"


@pytest.mark.parametrize("reader", sorted(set(READERS) - {"uk-vague", "uk-phrases", "uk-vague-patterns"}))
@pytest.mark.parametrize("content", ["", "hello,world\n1,2\n", "[1, 2]", "\x00\x00\x00", "{", "[" * 100_000])
def test_a_file_that_is_something_else_is_refused_as_a_whole(tmp_path: Path, reader: str, content: str) -> None:
    with pytest.raises(Invalid) as error:
        list(READERS[reader](written(tmp_path, content)))

    assert error.value.problems[0].code in {"empty_file", "missing_column", "not_json"}


def test_self_explanatory_texts_give_one_text_for_each_language(tmp_path: Path) -> None:
    content = "cn8,en,fr\n01012910,Horses for slaughter,Chevaux\n99700000,Debit notes,Notes\n01013000,Asses,\n"
    texts, [fault] = read("combined-nomenclature", tmp_path, content)

    assert [(text.language, text.code, text.row) for text in texts] == [
        ("en", "01012910", "2"),
        ("fr", "01012910", "2"),
        ("en", "01013000", "4"),
    ]
    assert (fault.row, fault.message) == ("4", "there is no text in 'fr'")


def test_other_never_stands_alone_in_taric(tmp_path: Path) -> None:
    rows = [
        "0100000000,80,0,LIVE ANIMALS,ANIMAUX VIVANTS",
        "0102000000,80,0,Live bovine animals,Bovins vivants",
        "0102210000,10,1,Cattle,Bovins domestiques",
        "0102210000,80,2,Of a weight over 80|kg,De plus de 80|kg",
        "0102290000,80,2,Other,autres",
        "0102291000,80,3,Other,autres",
        "0501000000,80,0,H@2O in m$2,Cheveux",
        "9905000000,80,0,Personal property,Biens",
    ]
    texts, faults = read("taric", tmp_path, TARIC + "\n".join(rows))

    assert [(text.code, text.text) for text in texts if text.language == "en"] == [
        ("01", "LIVE ANIMALS"),
        ("0102", "Live bovine animals"),
        ("010221", "Live bovine animals › Cattle › Of a weight over 80 kg"),
        ("010229", "Live bovine animals › Cattle › Other"),
        ("01022910", "Live bovine animals › Cattle › Other › Other"),
        ("050100", "H2O in m²"),
    ]
    assert [text.text for text in texts if text.language == "fr"][3] == "Bovins vivants › Bovins domestiques › autres"
    assert faults == []


def test_a_line_of_a_tree_that_is_refused_does_not_become_its_childrens_parent(tmp_path: Path) -> None:
    rows = '"0101.21.00","1","Horses",""\n"0101.29.00","1","",""\n"0101.29.00.10","2","For slaughter",""\n'
    texts, [fault] = read("us-hts", tmp_path, HTS + rows)

    assert [text.text for text in texts] == [
        "Live horses",
        "Live horses › Horses",
        "Live horses › For slaughter",
    ]
    assert (fault.row, fault.code) == ("4", "empty_text")


def test_lines_of_the_us_tariff_without_a_number_live_on_in_the_paths_below(tmp_path: Path) -> None:
    rows = (
        '"","1","Horses:",""\n"0101.29.00","2","Other\n (old)",""\n"9902.01.61","0","Passing",""\n"0102","x","No",""\n'
    )
    texts, [fault] = read("us-hts", tmp_path, HTS + rows)

    assert texts[1] == ReferenceText("Live horses › Horses › Other (old)", "01012900", "en", TextKind.NOMENCLATURE, "4")
    assert len(texts) == 2
    assert (fault.row, fault.code) == ("7", "indent")  # the row before it runs over two lines


def test_curated_terms_are_led_back_to_by_the_term(tmp_path: Path) -> None:
    texts, faults = read("uk-terms", tmp_path, '{"abalone": "0307810000", "zinc": 79, "rock": "26"}')

    assert texts == [ReferenceText("abalone", "0307810000", "en", TextKind.LABELLED, "abalone")]
    assert [(fault.row, fault.code) for fault in faults] == [("zinc", "code_form"), ("rock", "code_form")]


def test_halves_of_characters_and_marks_that_cannot_be_seen_do_no_harm(tmp_path: Path) -> None:
    content = r'{"gl\u200bove\u202e": "611610", "half \ud800": "611610", "nul \u0000": "611610"}'
    texts, faults = read("uk-terms", tmp_path, content)

    assert [text.text for text in texts] == ["glove"]
    assert [(fault.row, fault.code) for fault in faults] == [
        (r"half \ud800", "broken_encoding"),
        (r"nul \x00", "broken_encoding"),
    ]


@pytest.mark.parametrize("pattern", ["(a+)+$", "(a|aa)+$", r"(.)\1", ".*.*.*.*.*x", "(", "a" * 201])
def test_a_pattern_that_might_run_for_ever_is_refused(tmp_path: Path, pattern: str) -> None:
    texts, [fault] = read("uk-vague-patterns", tmp_path, pattern)

    assert texts == []
    assert fault.code == "pattern"


def test_a_code_that_lost_its_leading_zero_is_told_as_such(tmp_path: Path) -> None:
    _, [fault] = read("uk-parcels", tmp_path, "Goods Description,Commodity Code\ncheese,4069021\n")

    assert "was a leading zero lost?" in fault.message


def test_vague_texts_phrases_and_patterns_have_no_code(tmp_path: Path) -> None:
    vague, unquoted = read("uk-vague", tmp_path, '"black, s"\ngift\nblack, s\n')
    phrases, _ = read("uk-phrases", tmp_path, "no value, for customs\n")
    patterns, bad = read("uk-vague-patterns", tmp_path, "# a remark\n^[a-z]{2}$\n(a+)+$\n(\n")

    assert [text.text for text in vague] == ["black, s", "gift"]
    assert [fault.code for fault in unquoted] == ["column_count"]
    assert [text.text for text in phrases] == ["no value, for customs"]
    assert [(text.text, text.row) for text in patterns] == [("^[a-z]{2}$", "2")]
    assert [fault.row for fault in bad] == ["3", "4"]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_country_brings_its_own_tariff_and_labelled_texts(tmp_path: Path, delimiter: str) -> None:
    rows = "0101.21.00,Zuchtpferde,DE,,010121,8,2022\n610910,cotton tee,en,labelled,,,\n,stuff,en,vague,,,\n"
    texts, faults = read("national", tmp_path, (NATIONAL + rows).replace(",", delimiter))

    assert [(text.code, text.language, text.kind.value, text.edition) for text in texts] == [
        ("01012100", "de", "nomenclature", "2022"),
        ("610910", "en", "labelled", ""),
        ("", "en", "vague", ""),
    ]
    assert faults == []


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("010121,Horses,english,,,,", "language"),
        ("010121,Horses,en,cleared,,,", "kind"),
        ("010121,Horses,en,,0102,,", "parent"),
        ("010121,Horses,en,,,4,", "level"),
        ("010121,Horses,en,,,,22", "edition"),
        ("0101,a horse,en,labelled,,,", "code_form"),
        (",Horses,en,,,,", "code_form"),
        ("7701,Horses,en,,,,", "no_such_chapter"),
    ],
)
def test_a_national_row_that_contradicts_itself_is_told(tmp_path: Path, row: str, code: str) -> None:
    texts, [fault] = read("national", tmp_path, f"{NATIONAL}{row}\n")

    assert texts == []
    assert (fault.row, fault.code) == ("2", code)


@given(st.binary(max_size=400), st.sampled_from(sorted(READERS)))
def test_no_content_is_too_odd_to_be_answered(
    tmp_path_factory: pytest.TempPathFactory, content: bytes, reader: str
) -> None:
    path = written(tmp_path_factory.mktemp("odd"), content)
    try:
        rows = list(READERS[reader](path))
    except Invalid:
        return

    for row in rows:
        if isinstance(row, RowFault):
            row.raw.encode("utf-8")
        else:
            row.text.encode("utf-8")
            assert row.text
