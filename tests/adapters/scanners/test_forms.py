"""Forms beside images: what a maker's XML says of a scan is kept, who drove and who looked is not."""

import io
import json
import zipfile
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from customhouse.adapters.scanners import read
from customhouse.adapters.scanners.answer import recognise_file
from customhouse.imaging.model import Operation, Picture, Radiograph
from customhouse.imaging.reading import ScanFile, Unreadable
from customhouse.imaging.recogniser import Described
from customhouse.imaging.recognition import pipeline
from tests.imaging.phantoms import save, tiff_bytes

PLATE, LOGIN, REMARK = "ZZ-99-QX", "m.example", "driver J. Doe waits at gate 4"
NAMESPACE = "dataforms.model.cargovision.smiths.com"


def dataform(version: str = "V01.07", container: str = "CSQU3054383") -> str:
    """As Cargovision writes it, with invented values: operations out of order, an empty second slot, no declaration."""
    opening = f'<DataForm xmlns="{NAMESPACE}">' if version == "V01.20" else "<DataForm>"
    number = "<DeclarationID>26MR000000000000A1</DeclarationID>" if version == "V01.20" else ""
    atr = """<ATR_Results xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><ATR ATRType="NEC">
      <Status>Success</Status><Result>Info</Result><Comments><Label LabelType="B"><Param name="NB_Container">1</Param>
      </Label></Comments><Version>1.3</Version></ATR></ATR_Results>"""
    mark = 'IsLinked="false" IsPreview="false" IsDeleted="false"'
    return f"""{opening}<Version>{version}</Version>
      <TruckId>S00001</TruckId><Site>000001</Site><Date>2026-11-02T09:14:00.200Z</Date><Analysed>1</Analysed>
      <AdminData><Comments>{REMARK}</Comments><Vehicle><PlateNumber>{PLATE}</PlateNumber><OCR>99</OCR>
        <Trailers><Trailer><PlateNumber>{PLATE}</PlateNumber><OCR>99</OCR><Containers>
          <Container><ContainerId>{container}</ContainerId><OCR>99</OCR></Container>
          <Container><ContainerId /><OCR>-1</OCR></Container>
        </Containers></Trailer></Trailers><Driver>J. Doe</Driver></Vehicle>{number}</AdminData>
      <ProcessInstructions><InspectionType Value="0" /><EnergyLevel Value="2" /><Speed>24</Speed>
        <IsContainerEmpty>0</IsContainerEmpty></ProcessInstructions>
      <Operations>
        <Operation Type="3"><Start>2026-11-02T09:14:00.250Z</Start><End>2026-11-02T09:22:00Z</End><Login>{LOGIN}</Login>
          <Workstation>W2</Workstation><Verdict Value="1">1</Verdict><Marks /></Operation>
        <Operation Type="1"><Start>2026-11-02T09:14:00Z</Start><End>2026-11-02T09:15:00Z</End><Verdict Value="2" />
          <Resources>
            <Resource Type="img" {mark}>S00001S.Img</Resource><Resource Type="img" {mark}>S00001S.jpg</Resource>
            <Resource Type="img" IsLinked="false" IsPreview="true" IsDeleted="false">S00001S_stamp.jpg</Resource>
            <Resource Type="img" IsLinked="false" IsPreview="false" IsDeleted="true">S00001T.jpg</Resource>
            <Resource Type="snap" {mark}>S00001_cam.jpg</Resource>
            <Resource Type="OCRxml" {mark}>S00001_ocr.xml</Resource>
          </Resources>{atr if version == "V01.20" else ""}</Operation>
      </Operations></DataForm>"""


def manifest(**changes: str) -> str:
    second = changes.get("second", "")
    return f"""<?xml version="1.0" encoding="UTF-8"?>
    <manifest xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><accession>A77</accession><system>P60-3</system><createdate>2026-11-02T10:00:00Z</createdate>
      <xraydone>-1</xraydone><inspectdone>-1</inspectdone><inspectionsuspicious>-1</inspectionsuspicious>
      <searchdone>0</searchdone><searchfound>0</searchfound>
      <attributes><attribute name="Container1">CSQU 305438-3</attribute>
        <attribute name="Container2">{second}</attribute>
        <attribute name="ANPR">{PLATE}</attribute><attribute name="Comments">{REMARK}</attribute></attributes>
      <files><file type="SNAPSHOT">A77_cam.jpg</file><file type="XRAYJPEG">A77.jpg</file>
        <file type="XRAY">A77.img</file></files></manifest>"""


def picture_bytes(shade: int = 200) -> bytes:
    held = io.BytesIO()
    Image.fromarray(np.full((40, 60, 3), shade, np.uint8)).save(held, "JPEG")
    return held.getvalue()


def export(folder: Path, form: str | bytes, stem: str = "S00001") -> list[ScanFile]:
    """The form with its image, a preview, a camera's photograph and reading, and the maker's binary."""
    content = form if isinstance(form, bytes) else form.encode()
    image = f"{stem}S" if stem.startswith("S") else stem
    return [
        save(folder, f"{stem}.xml", content),
        save(folder, f"{image}.jpg", picture_bytes()),
        save(folder, f"{image}_stamp.jpg", picture_bytes(10)),
        save(folder, f"{stem}_cam.jpg", picture_bytes(90)),
        save(folder, f"{stem}_ocr.xml", f"<OCR><Plate>{PLATE}</Plate></OCR>".encode()),
        save(folder, f"{image}.Img", b"\x07\x00closed"),
    ]


def read_picture(files: list[ScanFile]) -> Picture:
    scan = read(files)
    assert isinstance(scan, Picture)
    return scan


def refused(*files: ScanFile) -> Unreadable:
    with pytest.raises(Unreadable) as caught:
        read(files)
    return caught.value


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("version", ["V01.07", "V01.20"])
def test_a_dataform_gives_the_one_image_and_the_container(tmp_path: Path, version: str, encoding: str) -> None:
    picture = read_picture(export(tmp_path, dataform(version).encode(encoding)))

    assert len(picture.views) == 1
    assert int(picture.views[0].colours[5, 5, 0]) > 150  # not the preview, not the camera
    assert picture.container.number == "CSQU3054383"
    assert picture.provenance.format == f"Smiths DataForm {version} · JPEG (pseudo-colour, 8-bit, not calibrated)"


def test_operations_are_in_order_of_time_with_the_makers_own_codes(tmp_path: Path) -> None:
    operations = read_picture(export(tmp_path, dataform())).provenance.operations

    assert operations == (
        Operation("operation of type 1", "2026-11-02T09:14:00Z", "2026-11-02T09:15:00Z", "verdict 2"),
        Operation("operation of type 3", "2026-11-02T09:14:00.250Z", "2026-11-02T09:22:00Z", "verdict 1"),
    )


def test_the_newer_version_brings_the_declaration_and_the_makers_own_recognition(tmp_path: Path) -> None:
    provenance = read_picture(export(tmp_path, dataform("V01.20"))).provenance

    assert provenance.mrn == "26MR000000000000A1"
    assert [(each.label, each.by) for each in provenance.reported] == [
        ("ATR NEC: Success, Info, NB_Container 1", "1.3")
    ]


def test_a_manifest_gives_its_image_its_container_and_what_was_done(tmp_path: Path) -> None:
    picture = read_picture(export(tmp_path, manifest(), "A77"))

    assert picture.container.number == "CSQU3054383"
    assert picture.provenance.scanner["model"] == "P60-3"
    assert [(step.kind, step.verdict) for step in picture.provenance.operations] == [
        ("x-ray", None),
        ("inspection", "suspicious"),
    ]


def test_of_two_containers_none_is_taken_for_the_one_in_the_image(tmp_path: Path) -> None:
    picture = read_picture(export(tmp_path, manifest(second="MSKU1234565"), "A77"))

    assert picture.container.number is None
    assert any("CSQU3054383, MSKU1234565" in note for note in picture.provenance.notes)


@pytest.mark.parametrize("form", [dataform(), dataform("V01.20"), manifest()], ids=["V01.07", "V01.20", "P60"])
def test_no_plate_name_or_remark_leaves_the_raw_file(tmp_path: Path, form: str) -> None:
    files = export(tmp_path, form, "A77" if "manifest" in form else "S00001")
    described: Described = pipeline.describe(read(files))
    told = json.dumps(asdict(described), default=str) + json.dumps(recognise_file(files[0].path), default=str)

    for secret in (PLATE, LOGIN, REMARK, "J. Doe"):
        assert secret not in told
        assert secret.encode() in files[0].path.read_bytes() or secret not in form


def test_no_refusal_quotes_a_person(tmp_path: Path) -> None:
    broken = dataform().replace("</PlateNumber>", "")
    refusal = refused(*export(tmp_path, broken))

    assert refusal.code == "bad_sidecar"
    assert PLATE not in refusal.message


def test_a_plate_in_the_place_of_a_container_is_no_container(tmp_path: Path) -> None:
    picture = read_picture(export(tmp_path, dataform(container=PLATE)))

    assert picture.container.number is None
    assert PLATE not in str(picture.provenance)


def test_an_image_that_was_not_posted_is_asked_for_by_name(tmp_path: Path) -> None:
    form, image, *others = export(tmp_path, dataform())
    refusal = refused(form, *others)

    assert (refusal.code, image.name in refusal.message) == ("missing_file", True)


def test_a_form_without_an_image_says_so(tmp_path: Path) -> None:
    nothing = dataform().replace("S00001S.jpg", "S00001S.dat")

    assert refused(*export(tmp_path, nothing)).code == "not_an_image"


def test_a_form_can_go_with_a_sixteen_bit_image(tmp_path: Path) -> None:
    form = save(tmp_path, "S00001.xml", dataform().replace("S00001S.jpg", "S00001S.tif").encode())
    image = save(tmp_path, "S00001S.tif", tiff_bytes([np.full((20, 20), 30000, np.uint16)]))
    scan = read([form, image])

    assert isinstance(scan, Radiograph)
    assert scan.container.number == "CSQU3054383"


def test_the_shell_finds_the_files_that_a_form_names(tmp_path: Path) -> None:
    form, *_ = export(tmp_path, dataform())
    save(tmp_path, "stranger.jpg", picture_bytes())
    answer = recognise_file(form.path)

    assert (answer["readable"], len(answer["scan"]["views"])) == (True, 1)
    assert any("4 other file(s)" in note for note in answer["scan"]["notes"])


def test_two_forms_are_not_one_scan(tmp_path: Path) -> None:
    both = [*export(tmp_path, dataform()), *export(tmp_path, manifest(), "A77")]

    assert refused(*both).code == "bad_sidecar"


def test_a_zipped_export_is_one_scan(tmp_path: Path) -> None:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for file in export(tmp_path, dataform()):
            archive.write(file.path, f"S00001/{file.name}")

    assert len(read_picture([save(tmp_path, "export.zip", held.getvalue())]).views) == 1


HOSTILE = {
    "entity": '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><DataForm>&x;</DataForm>',
    "laughs": "<!DOCTYPE a [" + "".join(f"<!ENTITY l{i} '{'&l' + str(i - 1) + ';' if i else 'ha'}'>" for i in range(9)),
    "dtd": '<!DOCTYPE DataForm SYSTEM "http://example.org/x.dtd"><DataForm/>',
    "unknown": "<html><body/></html>",
    "open": "<DataForm>",
    "deep": "<a>" * 100_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_xml_that_is_hostile_or_strange_is_refused(tmp_path: Path, name: str) -> None:
    refusal = refused(*export(tmp_path, HOSTILE[name]))

    assert refusal.code == "bad_sidecar"
    assert "root:" not in refusal.message


def test_a_form_of_many_megabytes_is_refused_unread(tmp_path: Path) -> None:
    assert refused(*export(tmp_path, "<DataForm>" + " " * 4_100_000 + "</DataForm>")).code == "bad_sidecar"


@pytest.mark.parametrize(("ending", "code"), [(".uff", "uff_not_public"), (".bin", "unknown_format")])
def test_a_unified_file_is_refused_with_the_reason(tmp_path: Path, ending: str, code: str) -> None:
    refusal = refused(save(tmp_path, f"scan{ending}", b"\x00\x01closed container"))

    assert refusal.code == code


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_whatever_is_done_to_a_form_it_is_read_or_refused(tmp_path: Path, data: st.DataObject) -> None:
    whole: Any = data.draw(st.sampled_from([dataform(), dataform("V01.20"), manifest()]))
    content = bytearray(whole.encode(data.draw(st.sampled_from(["utf-8", "utf-16"]))))
    for _ in range(data.draw(st.integers(0, 5))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    content = content[: data.draw(st.integers(1, len(content)))]
    files = export(tmp_path, bytes(content), "A77" if "manifest" in whole else "S00001")
    said = ""
    try:
        said = str(read(files).provenance)
    except Unreadable as refusal:
        said = refusal.message

    assert said
    assert LOGIN not in said
