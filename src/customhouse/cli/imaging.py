"""`customhouse imaging`: stored scans anew, site heads from own pictures, models, what examinations taught."""

import os
import re
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from customhouse.access.model import Permission, User
from customhouse.access.service import Access
from customhouse.cli.recognise_again import recognise_again
from customhouse.cli.speaking import console, errors, fail, plain_errors, print_json
from customhouse.imaging.model import Scan
from customhouse.imaging.records import KeptScan
from customhouse.imaging.registry.teaching.forms import Form
from customhouse.kernel.errors import Forbidden, Invalid, NotFound
from customhouse.kernel.transaction import Transaction
from customhouse.settings import Settings

app = typer.Typer(help="Images: learn from the site's own, look after the models.", no_args_is_help=True)
app.command("recognise-again")(recognise_again)
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for a program to read.")]
NAME = re.compile(r"[a-z0-9][a-z0-9-]{1,39}")
TELLING = 0.8  # how well the files alone tell classes apart, from which a reader must be warned; 0.5 is not at all
Item = TypeVar("Item")


class Screen:
    """Lines and bars on the terminal; with `quiet` nothing, so that a program reads its JSON alone."""

    def __init__(self, *, quiet: bool) -> None:
        self._quiet = quiet

    def say(self, line: str) -> None:
        if not self._quiet:
            errors.print(f"· {line}", highlight=False, markup=False)

    def watch(self, what: str, count: int, items: Iterable[Item]) -> Iterator[Item]:
        if self._quiet:
            yield from items
            return
        parts = (TextColumn("{task.description:28}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        with Progress(*parts, console=errors) as progress:
            yield from progress.track(items, total=count, description=what)


@app.command()
def adapt(  # noqa: PLR0913, PLR0917 - a command's options are its parameters
    data: Annotated[Path, typer.Option(help="Folder of labelled pictures; see how-to/adapt-to-your-scanner.")],
    name: Annotated[str, typer.Option(help="Name of the head: small letters, digits, dashes.")] = "site-pictures",
    out: Annotated[
        Path | None,
        typer.Option(help="Folder to write; if left out, models/NAME in the site's folder CUSTOMHOUSE_DATA."),
    ] = None,
    about: Annotated[str, typer.Option(help="What the pictures are, for the card, such as “simulated”.")] = "",
    seed: Annotated[int, typer.Option(help="The same folder and seed give the same head.", min=0)] = 0,
    threads: Annotated[int, typer.Option(help="Processor cores to use; 0 means all.", min=0, max=64)] = 0,
    register: Annotated[
        bool, typer.Option(help="Register the head as a challenger, where there is a database.")
    ] = True,
    as_json: AsJson = False,
) -> None:
    """Learn a site head from labelled pictures, measure it on held-out ones, and register it as a challenger.

    Understood are folders of classes, positive and negative pictures, and YOLO labels; 8 and 16 bit. Files that cannot
    be used are left out and listed. A challenger looks at every scan of its kind and counts for nothing until promoted.
    """
    # NumPy, SciPy and the decoders are loaded by this command alone.
    from customhouse.imaging.adaptation.adapting import Wish  # noqa: PLC0415 - as said above
    from customhouse.imaging.adaptation.adapting import adapt as learn  # noqa: PLC0415 - as said above
    from customhouse.imaging.adaptation.report import check_place, summary, write  # noqa: PLC0415 - as said above
    from customhouse.imaging.networks.engine import EngineMissing  # noqa: PLC0415 - as said above

    settings, screen, began = Settings(), Screen(quiet=as_json), time.monotonic()
    with plain_errors():
        if not NAME.fullmatch(name):
            raise Invalid.one("name", "bad_name", "a name has 2 to 40 small letters, digits and dashes")
        try:
            folder = out or settings.data / "models" / name
            check_place(folder, data)
            made = learn(Wish(data, name, about, seed, threads or os.cpu_count() or 1), screen)
        except EngineMissing as missing:
            fail(str(missing))
        card, _ = write(made, folder, time.monotonic() - began)
        registered = _register(settings, folder) if register else None
    if as_json:
        print_json(summary(card) | {"folder": str(folder), "registered": registered})
        return
    _tell(card, made, folder)
    if registered is None and register:
        console.print("Not registered: there is no database yet. Later: customhouse imaging register FOLDER")
    elif registered is not None:
        console.print(f"Registered as a challenger ({registered}); two people promote it on the page Models.")


def _register(settings: Settings, folder: Path) -> str | None:
    """The id of the model; None where there is no database to register it in."""
    from customhouse.cli.opening import has_database  # noqa: PLC0415 - only where it is wanted

    return _registered(settings, folder) if has_database(settings) else None


def _registered(settings: Settings, folder: Path) -> str:
    from customhouse.adapters.blobs.folder import FolderBlobs  # noqa: PLC0415 - only where it is wanted
    from customhouse.cli.opening import opened  # noqa: PLC0415 - only where it is wanted
    from customhouse.imaging.registry.service import Registry, read_folder  # noqa: PLC0415 - only where it is wanted

    posted = read_folder(folder)
    with opened(settings) as database, database.begin("system:cli") as tx:
        return Registry(FolderBlobs(settings.data / "blobs")).register(tx, posted).id


@app.command("register")
def register_folder(
    folder: Annotated[Path, typer.Argument(help="Folder that `adapt` wrote, perhaps on another machine.")],
) -> None:
    """Register a site head as a challenger."""
    with plain_errors():
        number = _registered(Settings(), folder)
    console.print(f"Registered as a challenger ({number}); two people promote it on the page Models.")


@app.command("models")
def list_models(as_json: AsJson = False) -> None:
    """List the models: name, version, what each does, and whether it serves, is a challenger, or retired."""
    from customhouse.adapters.blobs.folder import FolderBlobs  # noqa: PLC0415 - only where it is wanted
    from customhouse.cli.opening import opened  # noqa: PLC0415 - only where it is wanted
    from customhouse.imaging.registry.service import Registry  # noqa: PLC0415 - only where it is wanted

    settings = Settings()
    with plain_errors(), opened(settings) as database, database.read("system:cli") as tx:
        found = Registry(FolderBlobs(settings.data / "blobs")).models(tx)
    if as_json:
        print_json([_line(model) for model in found])
        return
    table = Table("name", "version", "task", "state", "registered", "by")
    for model in found:
        line = _line(model)
        table.add_row(
            *(str(line[key]) for key in ("name", "version", "task", "state", "registered_at", "registered_by"))
        )
    console.print(table if found else "No model is registered yet.")


@app.command("labels")
def export_labels(
    out: Annotated[Path, typer.Option(help="New folder to write; `adapt --data` reads it.")],
    user: Annotated[str, typer.Option(help="Who takes the images out: needs read_raw; kept in the access log.")],
    form: Annotated[Form, typer.Option(help="How the folder is laid out.")] = Form.POSITIVE_NEGATIVE,
    reviews: Annotated[bool, typer.Option(help="Also what was read and never examined: surer to be wrong.")] = False,
    volumes: Annotated[
        bool, typer.Option("--volumes", help="Only CT, as radiographs along its three axes, and nothing else.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Write what examinations found of scans, and readers of findings, as a folder to learn from.

    Scans that somebody is still to read are left out.
    """
    from customhouse.adapters.scanners import read  # noqa: PLC0415 - only where it is wanted
    from customhouse.app.bridges import LessonsOfSite  # noqa: PLC0415 - only where it is wanted
    from customhouse.app.house import House  # noqa: PLC0415 - only where it is wanted
    from customhouse.cli.opening import opened  # noqa: PLC0415 - only where it is wanted
    from customhouse.imaging.reading import ScanFile  # noqa: PLC0415 - only where it is wanted
    from customhouse.imaging.registry.teaching.exporting import export  # noqa: PLC0415 - only where it is wanted

    settings = Settings()
    with plain_errors():
        with opened(settings):
            pass  # the house opens its own; here it is only seen to be fit
        house = House.build(settings.model_copy(update={"prepare_goods_index": False}))
        with closing(house.database) as database, database.begin("system:cli") as tx:
            site = LessonsOfSite(house.registry, house.imaging, house.readings)
            found = site.lessons(tx, reviews=reviews)
            house.access.note_export(tx, _allowed(house.access, tx, user), "labels")

        def read_scan(scan: KeptScan) -> Scan:
            own = [file for file in scan.raw_files if not file.is_photo]
            return read([ScanFile(file.name, house.blobs.path(file.sha256) or Path()) for file in own])

        if not found.labelled:
            fail(f"there is nothing to learn from yet: {_why_nothing(found.withheld, reviews=reviews)}")
        watched = Screen(quiet=as_json).watch("writing scans", len(found.labelled), found.labelled)
        written = export(watched, read_scan, form, out, volumes=volumes)
    left_out = [*written.left_out, *((scan_id, "somebody is still to read it") for scan_id in found.withheld)]
    if as_json:
        print_json({"folder": str(out), "counts": written.counts, "left_out": dict(left_out)})
        return
    for name, count in written.counts.items():
        console.print(f"{name}: {count}")
    for scan_id, why in left_out:
        errors.print(f"left out {scan_id}: {why}", highlight=False, markup=False)
    console.print(f"Written: {out}", highlight=False, soft_wrap=True)


def _why_nothing(withheld: Sequence[str], *, reviews: bool) -> str:
    if withheld:
        return f"somebody is still to read what is known of, and must not be told: {', '.join(withheld)}"
    if reviews:
        return "no examination and no reading has said anything of a scan"
    return "no examination has said anything of a scan; with --reviews, what was only read counts too"


def _allowed(access: Access, tx: Transaction, name: str) -> User:
    """Raises `NotFound` or `Forbidden`."""
    found = next((user for user in access.users(tx) if user.name == name.strip().lower()), None)
    if found is None:
        raise NotFound(f"there is no user named {name}; `customhouse users list` shows all")
    if not found.active or not found.may(Permission.READ_RAW):
        raise Forbidden(f"{name} may not take scans out of the house: that needs the permission read_raw")
    return found


def _line(model: Any) -> dict[str, Any]:
    return {
        "id": model.id,
        "name": model.card.name,
        "version": model.card.version,
        "task": model.card.task,
        "state": model.state.value,
        "sha256": model.sha256,
        "registered_at": model.registered_at.isoformat(timespec="minutes") if model.registered_at else "",
        "registered_by": model.registered_by or "came with the program",
    }


def _tell(card: Any, made: Any, folder: Path) -> None:
    from customhouse.imaging.adaptation.figures import ANCHORS, told_by_files  # noqa: PLC0415 - loaded already
    from customhouse.imaging.adaptation.report import shown  # noqa: PLC0415 - loaded already

    table = Table(title=f"{card.name} {card.version}", title_justify="left")
    for heading in ("figure", "value", "95 %", "of", "by the file alone"):
        table.add_column(heading, justify="left" if heading == "figure" else "right")
    for figure in card.figures:
        table.add_row(figure.label, *shown(figure))
    console.print(table)
    alone = told_by_files(made)
    if alone >= TELLING:
        console.print(
            f"[bold]Careful:[/] sizes and bytes of the files tell the classes apart by themselves ({alone:.2f}): they "
            "come from different sources, whose sharpness and noise may tell them apart still. Trust what was measured "
            "among pictures of the same size, and bring pictures of all classes from one source."
        )
    console.print(f"Measured on: {card.figures[0].data if card.figures else 'nothing'}", highlight=False)
    console.print(f"Published, on other pictures: {ANCHORS[made.layout.kind]}", highlight=False)
    console.print(f"Written: {folder}/report.html", highlight=False, soft_wrap=True)
