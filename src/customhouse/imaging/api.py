"""Scans over HTTP: posted as files, read as JSON, shown as raw planes. Files are opened before a transaction is."""

import contextlib
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Depends, File, Form, Query, Request, Response, UploadFile
from fastapi.responses import FileResponse, JSONResponse, StreamingResponse

from customhouse.access.guard import AdmittingRoute, Desk, Guard
from customhouse.access.model import Permission, User
from customhouse.imaging.model import (
    Finding,
)
from customhouse.imaging.photos.naming import is_photo_name
from customhouse.imaging.reading import Limits, ScanFile
from customhouse.imaging.receiving import Post, Reference
from customhouse.imaging.recogniser import Described
from customhouse.imaging.records import KeptArtefact, KeptScan, Quarantined
from customhouse.imaging.reporting import WriteReport
from customhouse.imaging.service import Imaging
from customhouse.imaging.showing.answers import (
    FindingOut,
    PhotoOut,
    QuarantinedOut,
    QuarantineOut,
    ReceivedOut,
    RecogniserOut,
    ScanLineOut,
    ScanOut,
    ScansOut,
    ViewOut,
)
from customhouse.imaging.showing.scans import Show, Shown, as_it_is
from customhouse.kernel.errors import Conflict, Invalid
from customhouse.kernel.paging import Page
from customhouse.waybills.container_code import LONGEST_WRITTEN

READERS = (Permission.READ_CASE, Permission.REVIEW_IMAGES)
CHUNK = 1 << 20
MOST_FILES, MOST_PHOTOS = Limits().files, 64
# Images never change, but a copy may be shown in their place: only under their own key may a browser keep them. Labels
# change when a scan is recognised again: they are asked for each time, and sent where their content is another one.
FOR_EVER = "private, max-age=31536000, immutable"
ASK_AGAIN = "private, no-cache"


def router(
    imaging: Imaging,
    guard: Guard,
    limits: Limits | None = None,
    write_report: WriteReport | None = None,
    show: Show = as_it_is,
) -> APIRouter:
    """`show` decides what of a scan a person may see now."""
    routes = APIRouter(prefix="/api", tags=["imaging"], route_class=AdmittingRoute)
    _add_posting(routes, imaging, guard, limits or Limits())
    _add_reading(routes, imaging, guard, show)
    _add_images(routes, imaging, guard, show)
    if write_report is not None:
        _add_report(routes, imaging, guard, (write_report, show))
    return routes


def _add_posting(routes: APIRouter, imaging: Imaging, guard: Guard, limits: Limits) -> None:
    poster = guard.admits(Permission.POST_SCAN)

    # Runs before the transaction is opened, once we know who asks.
    def opened(
        _user: User = poster,
        files: list[UploadFile] = File(max_length=MOST_FILES),
        photos: list[UploadFile] = File(default=[], max_length=MOST_PHOTOS),
    ) -> Post:
        with _on_disk([*files, *photos], limits, of_which_photos=len(photos)) as kept:
            return imaging.open_post(kept)

    @routes.post(
        "/scans",
        status_code=202,
        response_model=ReceivedOut,
        responses={422: {"description": "Quarantined"}},
        form_limits={"max_files": MOST_FILES + MOST_PHOTOS},
    )
    def post_scan(
        post: Annotated[Post, Depends(opened)],
        of: Annotated[Reference, Depends(_reference)],
        site_id: Annotated[str, Form(max_length=16)] = "",
        desk: Desk = guard.writes(Permission.POST_SCAN),
    ) -> Any:
        """Post the files of one scan: image or images, and the side-car. What cannot be read is kept in quarantine.

        `photos` are photographs of the container, JPEG or PNG, at most eight: its number is read in them and held
        against the declaration. Among `files` a photo is told by its name, `0007.photo.jpg`.

        `weighed_kg` is the container with its goods on a weighbridge, without the vehicle.
        """
        site_id = site_id or desk.user.site_id or ""
        desk.check_site(site_id)
        taken = imaging.receive(desk.tx, post, of, site_id)
        if isinstance(taken, Quarantined):
            return JSONResponse(_refusal(taken), 422)
        return ReceivedOut(scan_id=taken.id, state=taken.state, consignment_id=taken.consignment_id)


def _reference(
    consignment_id: Annotated[str | None, Form(max_length=36)] = None,
    mrn: Annotated[str | None, Form(max_length=40)] = None,
    container_number: Annotated[str | None, Form(max_length=LONGEST_WRITTEN)] = None,
    weighed_kg: Annotated[float | None, Form(gt=0, le=200_000, allow_inf_nan=False)] = None,
) -> Reference:
    return Reference(consignment_id or None, mrn or None, container_number or None, weighed_kg)


def _refusal(taken: Quarantined) -> dict[str, Any]:
    problem = {"field": "files", "code": taken.code, "message": taken.message}
    return {
        "error": {"kind": "invalid", "message": taken.message, "problems": [problem]},
        "quarantine_id": taken.id,
    }


@contextlib.contextmanager
def _on_disk(uploads: list[UploadFile], limits: Limits, of_which_photos: int) -> Iterator[list[ScanFile]]:
    """The uploads as files for another process to open; never whole in memory, and gone afterwards. Photos are last."""
    left = limits.post_bytes
    with tempfile.TemporaryDirectory(prefix="customhouse-post-") as folder:
        files = []
        for number, upload in enumerate(uploads):
            target = Path(folder) / str(number)
            with target.open("wb") as sink:
                shutil.copyfileobj(upload.file, sink, CHUNK)
            left -= target.stat().st_size
            if left < 0:
                raise Invalid.one(
                    "files", "too_large", f"The post exceeds {limits.post_bytes:,} bytes; split the scan."
                )
            # A name is a label here, never a path.
            name = Path(upload.filename or f"file-{number}").name[:200]
            is_photo = number >= len(uploads) - of_which_photos or is_photo_name(name)
            files.append(ScanFile(name, target, is_photo))
        yield files


def _add_reading(routes: APIRouter, imaging: Imaging, guard: Guard, show: Show) -> None:
    @routes.get("/scans")
    def list_scans(
        consignment_id: Annotated[str | None, Query(max_length=36)] = None,
        cursor: Annotated[str | None, Query(max_length=36)] = None,
        desk: Desk = guard.reads(*READERS),
    ) -> ScansOut:
        """The scans of a consignment, or the latest of all; newest first."""
        of_all = consignment_id is None
        page = imaging.page(desk.tx, cursor) if of_all else Page(tuple(imaging.scans_of(desk.tx, consignment_id or "")))
        lines = [_line(show(desk.tx, desk.user, scan).told) for scan in page.items]
        return ScansOut(items=lines, next_cursor=page.next_cursor)

    @routes.get("/scans/{scan_id}", response_model_by_alias=True)
    def read_scan(scan_id: str, desk: Desk = guard.reads(*READERS)) -> ScanOut:
        return _out(show(desk.tx, desk.user, imaging.get(desk.tx, scan_id)))

    @routes.get("/quarantine")
    def read_quarantine(desk: Desk = guard.reads(Permission.OPERATE, Permission.REVIEW_IMAGES)) -> QuarantineOut:
        """What could not be read, newest first, each with what to do about it."""
        return QuarantineOut(items=[QuarantinedOut.model_validate(each) for each in imaging.quarantined(desk.tx)])


Key = Annotated[str, Query(max_length=64, description="The scan's `image_key`; with it an image may be kept.")]


def _add_images(routes: APIRouter, imaging: Imaging, guard: Guard, show: Show) -> None:
    def image(desk: Desk, scan_id: str, name: str, request: Request, kind: tuple[str, str]) -> Response:
        shown = show(desk.tx, desk.user, imaging.get(desk.tx, scan_id))
        found = imaging.artefact_of(shown.told, name)
        media_type, key = kind
        more = {"X-Image-Shape": ",".join(str(size) for size in found.shape)} if found.shape else {}
        return send_file(
            imaging,
            found,
            request,
            (media_type, {"Cache-Control": FOR_EVER if key == shown.key else ASK_AGAIN, **more}),
        )

    @routes.get("/scans/{scan_id}/views/{index}/levels/{level}", response_class=FileResponse)
    def read_level(
        scan_id: str, index: int, level: int, request: Request, key: Key = "", desk: Desk = guard.reads(*READERS)
    ) -> Response:
        """Transmission as little-endian uint16 planes (energy, row, column), 65535 = open beam; level 0 is whole."""
        return image(desk, scan_id, f"view{index}.level{level}", request, ("application/octet-stream", key))

    @routes.get("/scans/{scan_id}/preview.png", response_class=FileResponse)
    def read_preview(scan_id: str, request: Request, key: Key = "", desk: Desk = guard.reads(*READERS)) -> Response:
        return image(desk, scan_id, "preview.png", request, ("image/png", key))

    @routes.get("/scans/{scan_id}/photos/{index}", response_class=FileResponse)
    def read_photo(
        scan_id: str, index: int, request: Request, key: Key = "", desk: Desk = guard.reads(*READERS)
    ) -> Response:
        """A photo that came with the scan, as JPEG: upright, without the position and whatever else its file told."""
        return image(desk, scan_id, f"photo{index}.jpg", request, ("image/jpeg", key))

    @routes.get("/scans/{scan_id}/volume.nii.gz", response_class=FileResponse)
    def read_volume(scan_id: str, request: Request, key: Key = "", desk: Desk = guard.reads(*READERS)) -> Response:
        """The volume in Hounsfield units (or its own, where it is not calibrated), int16."""
        return image(desk, scan_id, "volume.nii.gz", request, ("application/gzip", key))

    @routes.get("/scans/{scan_id}/labels.nii.gz", response_class=FileResponse)
    def read_labels(scan_id: str, request: Request, desk: Desk = guard.reads(*READERS)) -> Response:
        """The material class of each voxel, uint8."""
        return image(desk, scan_id, "labels.nii.gz", request, ("application/gzip", ""))


def _add_report(routes: APIRouter, imaging: Imaging, guard: Guard, with_: tuple[WriteReport, Show]) -> None:
    write_report, show = with_

    @routes.get("/scans/{scan_id}/threat-report", response_class=Response)
    def read_threat_report(scan_id: str, desk: Desk = guard.reads(*READERS)) -> Response:
        """The findings as a DICOS Threat Detection Report, for systems that read no other."""
        shown = show(desk.tx, desk.user, imaging.get(desk.tx, scan_id))
        if shown.hides_findings:
            raise Conflict("The findings are not shown yet: look at the image first.")
        content = write_report(imaging.threat_report(shown.scan))
        headers = {"Content-Disposition": f'attachment; filename="threat-report-{scan_id}.dcs"'}
        return Response(content, media_type="application/dicom", headers=headers)


def send_file(imaging: Imaging, found: KeptArtefact, request: Request, kind: tuple[str, dict[str, str]]) -> Response:
    media_type, more = kind
    tag = f'"{found.sha256}"'
    headers = {"ETag": tag, **more}
    if tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    path = imaging.blobs.path(found.sha256)
    if path is not None:
        return FileResponse(path, media_type=media_type, headers=headers)
    headers["Content-Length"] = str(imaging.blobs.size(found.sha256))
    return StreamingResponse(_chunks(imaging, found.sha256), media_type=media_type, headers=headers)


def _chunks(imaging: Imaging, sha256: str) -> Iterator[bytes]:
    with imaging.blobs.open(sha256) as source:
        while chunk := source.read(CHUNK):
            yield chunk


def _line(scan: KeptScan) -> ScanLineOut:
    return ScanLineOut(**_line_of(scan))


def _line_of(scan: KeptScan) -> dict[str, Any]:
    return {
        "id": scan.id,
        "consignment_id": scan.consignment_id,
        "container_number": scan.container_number,
        "state": scan.state,
        "modality": scan.modality,
        "site_id": scan.site_id,
        "received_at": scan.received_at,
        "verdict": scan.comparison.verdict.value if scan.comparison else None,
        "findings_count": len(scan.findings),
    }


def _out(shown: Shown) -> ScanOut:
    scan = shown.told
    seen, described = scan.recognition, scan.described
    return ScanOut(
        **_line_of(scan),
        findings_hidden=shown.hides_findings,
        image_key=shown.key,
        recognised_at=scan.recognised_at,
        format=described.format,
        subject=described.subject,
        scanner=described.scanner,
        scanned_at=described.scanned_at,
        views=_views(described),
        volume=described.volume,
        recogniser=RecogniserOut(name=seen.recogniser, version=seen.version) if seen else None,
        mass=seen.mass if seen else None,
        contents=seen.contents if seen else None,
        loaded=seen.loaded if seen else None,
        goods_probability=seen.goods_probability if seen else None,
        mix=seen.mix if seen else {},
        findings=[_finding(each) for each in scan.findings],
        notes=list(seen.notes) if seen else [],
        comparison=scan.comparison,
        failure=scan.failure,
        models=list(seen.models) if seen else [],
        raw_files=list(scan.raw_files),
        remarks=list(described.notes),
        operations=list(described.operations),
        reported=list(described.reported),
        portal_readings=list(described.portal_readings),
        weighed_kg=scan.weighed_kg,
        outcome=scan.outcome,
        commodities=seen.commodities if seen else {},
        regions=list(seen.regions) if seen else [],
        novelty=seen.novelty if seen else None,
        photos=_photos(scan),
        markings=list(seen.photos.markings) if seen and seen.photos else [],
        photo_reader=seen.photos.reader if seen and seen.photos else None,
    )


def _photos(scan: KeptScan) -> list[PhotoOut]:
    names = [file.name for file in scan.raw_files if file.is_photo]
    return [PhotoOut(index=i, name=name, ready=f"photo{i}.jpg" in scan.artefacts) for i, name in enumerate(names)]


def _views(described: Described) -> list[ViewOut]:
    return [
        ViewOut(
            index=index,
            name=view.name,
            energies=list(view.energies),
            width=view.width,
            height=view.height,
            levels=view.levels,
            pixel_mm=view.pixel_mm,
            painting=described.painting,
        )
        for index, view in enumerate(described.views)
    ]


def _finding(each: Finding) -> FindingOut:
    plain = {name: value for name, value in vars(each).items() if name != "material"}
    return FindingOut.model_validate(plain | {"class": None if each.material is None else each.material.word})
