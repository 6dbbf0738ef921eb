"""Lists in every format: what is taken of an entry, what is kept aside, and files that cannot be read."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from customhouse.adapters.watchlists import open_list
from customhouse.adapters.watchlists.reading import country_code, day
from customhouse.kernel.errors import Invalid
from customhouse.watchlists.model import Entry, Fault
from customhouse.watchlists.names.model import Kind

OFAC = """<?xml version="1.0" standalone="yes"?>
<sdnList xmlns="https://sanctionslistservice.ofac.treas.gov/api/PublicationPreview/exports/XML">
  <publshInformation><Publish_Date>11/20/2026</Publish_Date><Record_Count>3</Record_Count></publshInformation>
  <sdnEntry>
    <uid>9001</uid><firstName>Vadim Arkadyevich</firstName><lastName>SOROKOPUD</lastName>
    <sdnType>Individual</sdnType>
    <programList><program>INVENTED-1</program></programList>
    <akaList><aka><uid>1</uid><type>a.k.a.</type><category>strong</category>
      <lastName>SOROKOPUT</lastName><firstName>Vadim</firstName></aka></akaList>
    <nationalityList><nationality><uid>2</uid><country>Russia</country></nationality></nationalityList>
    <dateOfBirthList><dateOfBirthItem><uid>3</uid><dateOfBirth>02 Mar 1971</dateOfBirth>
    </dateOfBirthItem></dateOfBirthList>
    <idList><id><uid>4</uid><idType>Passport</idType><idNumber>XX112233</idNumber></id></idList>
    <addressList><address><uid>5</uid><address1>Ulitsa Portovaya 18</address1><city>Murmansk</city>
      <country>Russia</country></address></addressList>
  </sdnEntry>
  <sdnEntry>
    <uid>9002</uid><lastName>HALCYON DAWN</lastName><sdnType>Vessel</sdnType>
    <idList><id><uid>6</uid><idType>Vessel Registration Identification</idType><idNumber>IMO 9300013</idNumber>
    </id></idList>
    <vesselInfo><vesselFlag>Panama</vesselFlag></vesselInfo>
  </sdnEntry>
  <sdnEntry><uid>9003</uid><lastName>N-1234</lastName><sdnType>Aircraft</sdnType></sdnEntry>
  <sdnEntry><uid>9004</uid><sdnType>Entity</sdnType></sdnEntry>
</sdnList>
"""
UN = """<?xml version="1.0" encoding="utf-8"?>
<CONSOLIDATED_LIST dateGenerated="2026-11-19T10:00:00.000Z">
  <INDIVIDUALS><INDIVIDUAL>
    <DATAID>6900001</DATAID><FIRST_NAME>Rashad</FIRST_NAME><SECOND_NAME>Mansoor</SECOND_NAME><THIRD_NAME>Zubair</THIRD_NAME>
    <UN_LIST_TYPE>Invented</UN_LIST_TYPE><REFERENCE_NUMBER>XXi.001</REFERENCE_NUMBER>
    <NAME_ORIGINAL_SCRIPT>رشاد منصور الزبير</NAME_ORIGINAL_SCRIPT>
    <NATIONALITY><VALUE>Iraq</VALUE></NATIONALITY>
    <INDIVIDUAL_ALIAS><QUALITY>Good</QUALITY><ALIAS_NAME>Rashid Zubayr</ALIAS_NAME></INDIVIDUAL_ALIAS>
    <INDIVIDUAL_ALIAS><QUALITY/><ALIAS_NAME/></INDIVIDUAL_ALIAS>
    <INDIVIDUAL_DATE_OF_BIRTH><TYPE_OF_DATE>BETWEEN</TYPE_OF_DATE><FROM_YEAR>1968</FROM_YEAR><TO_YEAR>1970</TO_YEAR>
    </INDIVIDUAL_DATE_OF_BIRTH>
  </INDIVIDUAL></INDIVIDUALS>
  <ENTITIES><ENTITY>
    <DATAID>6900002</DATAID><FIRST_NAME>QASR AL-NAKHIL GENERAL TRADING</FIRST_NAME>
    <UN_LIST_TYPE>Invented</UN_LIST_TYPE><REFERENCE_NUMBER>XXe.002</REFERENCE_NUMBER>
    <ENTITY_ADDRESS><CITY>Dubai</CITY><COUNTRY>United Arab Emirates</COUNTRY></ENTITY_ADDRESS>
  </ENTITY></ENTITIES>
</CONSOLIDATED_LIST>
"""
EU = """<?xml version="1.0" encoding="UTF-8"?>
<export xmlns="http://eu.europa.ec/fpi/fsd/export" generationDate="2026-11-18T12:00:00.000+01:00" globalFileId="1">
  <sanctionEntity logicalId="71" euReferenceNumber="EU.7100.1">
    <remark>Invented</remark>
    <regulation programme="XXX" regulationType="regulation"/>
    <subjectType code="enterprise" classificationCode="E"/>
    <nameAlias wholeName="Северный Ветер" firstName="" strong="true" nameLanguage="RU"/>
    <nameAlias wholeName="Severny Veter Trading House" strong="true" nameLanguage="EN"/>
    <address street="Ulitsa Portovaya 18" city="Murmansk" zipCode="183000" countryIso2Code="RU"/>
    <identification number="1027700991834" identificationTypeCode="regnumber"/>
  </sanctionEntity>
  <sanctionEntity logicalId="72" euReferenceNumber="EU.7200.1">
    <subjectType code="person" classificationCode="P"/>
    <nameAlias firstName="Esteban" lastName="Quiroga Valdemora"/>
    <citizenship countryIso2Code="VE"/>
    <birthdate birthdate="1959-09-30" year="1959"/>
  </sanctionEntity>
  <sanctionEntity logicalId="73"><subjectType code="starship"/><nameAlias wholeName="Nobody"/></sanctionEntity>
</export>
"""
FTM = "\n".join(
    json.dumps(each, ensure_ascii=False)
    for each in (
        {
            "id": "xx-1",
            "schema": "Company",
            "caption": "Северный Ветер",
            "properties": {
                "name": ["Северный Ветер"],
                "alias": ["Severny Veter LLC"],
                "jurisdiction": ["ru"],
                "registrationNumber": ["1027700991834"],
                "addressEntity": [{"id": "a", "schema": "Address", "properties": {"full": ["Portovaya 18, Murmansk"]}}],
            },
        },
        {"id": "xx-2", "schema": "Vessel", "properties": {"name": ["Halcyon Dawn"], "imoNumber": ["IMO9300013"]}},
        {"id": "xx-3", "schema": "Ownership", "properties": {}},
        {"id": "xx-4", "schema": "Person", "caption": "", "properties": {}},
    )
)
TABLE = """id,type,name,aliases,countries,born,imo
c-1,company,Severny Veter,Северный Ветер; OOO Severny Veter,RU;KZ,,
p-1,person,"Sorokopud, Vadim",,RU,1971-03-02,
x-1,starship,Nobody,,,,
x-2,person,Uneven
"""
SIMPLE = """id,schema,name,aliases,birth_date,countries,addresses,identifiers,sanctions,dataset
NK-1,Organization,Severny Veter,OOO Severny Veter;Северный Ветер,,ru,,1027700991834,Reg. 1 (XX),Invented List
"""


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str], Path]:
    def written(text: str) -> Path:
        path = tmp_path / "list"
        path.write_text(text, encoding="utf-8")
        return path

    return written


def read(path: Path) -> tuple[list[Entry], list[Fault]]:
    items = list(open_list(path).items())
    return [each for each in items if isinstance(each, Entry)], [each for each in items if isinstance(each, Fault)]


Write = Callable[[str], Path]


@pytest.mark.parametrize(
    ("text", "form", "version"),
    [
        (OFAC, "ofac", "11/20/2026"),
        (UN, "un", "2026-11-19"),
        (EU, "eu", "2026-11-18"),
        (FTM, "ftm", ""),
        (TABLE, "csv", ""),
    ],
)
def test_the_format_is_told_by_the_file_and_so_is_its_edition(write: Write, text: str, form: str, version: str) -> None:
    found = open_list(write(text))

    assert (found.format, found.version) == (form, version)


def test_ofac_entries_keep_names_birth_numbers_and_addresses(write: Write) -> None:
    [person, vessel], _ = read(write(OFAC))

    assert person == Entry(
        source_id="9001",
        kind=Kind.PERSON,
        names=("Vadim Arkadyevich SOROKOPUD", "Vadim SOROKOPUT"),
        countries=("RU",),
        born=("1971-03-02",),
        registrations=("XX112233",),
        addresses=("Ulitsa Portovaya 18, Murmansk, Russia",),
        programmes=("INVENTED-1",),
    )
    assert (vessel.kind, vessel.imo, vessel.countries) == (Kind.VESSEL, "9300013", ("PA",))


def test_an_entry_without_a_name_is_kept_aside_with_its_line(write: Write) -> None:
    _, [fault] = read(write(OFAC))

    assert fault.place == "line 24"
    assert fault.message == "the entry has no name"
    assert "9004" in fault.excerpt


def test_un_individuals_and_entities_keep_original_script_and_spans_of_years(write: Write) -> None:
    [person, company], faults = read(write(UN))

    assert person.names == ("Rashad Mansoor Zubair", "رشاد منصور الزبير", "Rashid Zubayr")
    assert (person.born, person.countries) == (("1968", "1969", "1970"), ("IQ",))
    assert (company.kind, company.countries) == (Kind.COMPANY, ("AE",))
    assert faults == []


def test_eu_entities_keep_aliases_and_one_of_unknown_type_is_kept_aside(write: Write) -> None:
    [company, person], [fault] = read(write(EU))

    assert (company.source_id, company.names[1]) == ("EU.7100.1", "Severny Veter Trading House")
    assert company.registrations == ("1027700991834",)
    assert (person.names, person.born, person.countries) == (("Esteban Quiroga Valdemora",), ("1959-09-30",), ("VE",))
    assert "starship" in fault.message


def test_ftm_entities_that_are_no_parties_are_passed_over(write: Write) -> None:
    [company, vessel], [fault] = read(write(FTM))

    assert company.names == ("Северный Ветер", "Severny Veter LLC")
    assert (company.countries, company.addresses) == (("RU",), ("Portovaya 18, Murmansk",))
    assert vessel.imo == "IMO9300013"
    assert (fault.place, fault.message) == ("line 4", "the entry has no name")


def test_a_table_says_which_of_its_lines_cannot_be_read_and_why(write: Write) -> None:
    entries, faults = read(write(TABLE))

    assert [entry.names for entry in entries] == [
        ("Severny Veter", "Северный Ветер", "OOO Severny Veter"),
        ("Sorokopud, Vadim",),
    ]
    assert [(fault.place, fault.message.split(" is ")[0]) for fault in faults] == [
        ("line 4", "the type starship"),
        ("line 5", "the line has not as many cells as the heading"),
    ]


def test_the_simple_table_of_opensanctions_is_read_by_its_own_headings(write: Write) -> None:
    [entry], _ = read(write(SIMPLE))

    assert (entry.kind, entry.registrations, entry.countries) == (Kind.COMPANY, ("1027700991834",), ("RU",))


def test_a_table_without_the_needed_columns_is_refused_with_their_names(write: Write) -> None:
    with pytest.raises(Invalid, match="id, type is missing"):
        read(write("name,country\nSomebody,XM\n"))


def test_xml_that_breaks_off_is_refused_whole_with_the_line(write: Write) -> None:
    with pytest.raises(Invalid, match=r"from line \d+ on"):
        read(write(OFAC[: len(OFAC) // 2]))


def test_an_entity_that_would_fetch_a_file_is_not_followed(write: Write, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("TOP SECRET", encoding="utf-8")
    bomb = OFAC.replace("<sdnList", f'<!DOCTYPE sdnList [<!ENTITY leak SYSTEM "file://{secret}">]>\n<sdnList', 1)

    entries, _ = read(write(bomb.replace("<lastName>SOROKOPUD", "<lastName>&leak;SOROKOPUD")))

    assert "SECRET" not in repr(entries)


@pytest.mark.parametrize("text", ["", "\x00\x01\x02", "just words", "<html><body/></html>", "<sdnList"])
def test_a_file_that_is_no_list_is_refused_with_words(write: Write, text: str) -> None:
    with pytest.raises(Invalid):
        read(write(text))


@pytest.mark.parametrize(
    ("told", "found"),
    [("10 Dec 1948", "1948-12-10"), ("circa 1950", "1950"), ("1971", "1971"), ("Mar 1960", "1960-03"), ("unknown", "")],
)
def test_a_birth_date_is_kept_as_far_as_it_is_told(told: str, found: str) -> None:
    assert day(told) == found


@pytest.mark.parametrize(("told", "found"), [("Russia", "RU"), ("ru", "RU"), ("Panama", "PA"), ("Atlantis", "")])
def test_a_country_is_known_by_code_or_name(told: str, found: str) -> None:
    assert country_code(told) == found
