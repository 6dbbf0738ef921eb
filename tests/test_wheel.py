"""The wheel holds everything that `customhouse demo` needs, and nothing else."""

import importlib.metadata
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from customhouse.settings import Settings

ROOT = Path(__file__).resolve().parents[1]
MOST_MB = 26  # nearly all of it networks; trade names take one


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    built = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert built.returncode == 0, built.stdout[-2000:] + built.stderr[-2000:]
    [path] = folder.glob("*.whl")
    return path


@pytest.fixture(scope="module")
def names(wheel: Path) -> set[str]:
    return set(zipfile.ZipFile(wheel).namelist())


def in_repository(folder: str, *endings: str) -> set[str]:
    """Files below a folder, by their path in it."""
    root = ROOT / folder
    return {path.relative_to(root).as_posix() for path in root.rglob("*") if path.name.endswith(endings)}


def test_every_module_of_the_server_and_the_simulators_is_in_it(names: set[str]) -> None:
    endings = (".py", ".json", ".yaml", ".csv", ".txt", "py.typed")
    server = {f"customhouse/{name}" for name in in_repository("src/customhouse", *endings)}
    simulators = {f"simulators/{name}" for name in in_repository("simulators", ".py", ".json")}

    assert {name for name in server | simulators if "_web/" not in name and "_shipped/" not in name} - names == set()


def test_every_migration_is_in_it(names: set[str]) -> None:
    shipped = {f"customhouse/_shipped/migrations/{name}" for name in in_repository("migrations", ".py")}

    assert len(shipped) > 5
    assert shipped - names == set()


def test_the_country_pack_is_in_it_whole(names: set[str]) -> None:
    shipped = {f"customhouse/_shipped/countries/{name}" for name in in_repository("countries", ".yaml", ".geojson")}

    assert "customhouse/_shipped/countries/meridia/country.yaml" in shipped
    assert shipped - names == set()


def test_the_pages_are_in_it(names: set[str]) -> None:
    if not Settings().web_folder.is_dir():
        pytest.skip("the pages are not built here: `make setup` builds them")
    page = (Settings().web_folder / "index.html").read_text(encoding="utf-8")
    assets = {f"customhouse/_web/{part.split(chr(34))[0]}" for part in page.split('="/')[1:]}

    assert assets
    assert assets | {"customhouse/_web/index.html"} <= names


def test_nothing_else_is_in_it(names: set[str]) -> None:
    tops = {name.partition("/")[0] for name in names}
    unwanted = ("node_modules", "__pycache__", ".sqlite", "/tests/", ".secret", "accounts.json", ".map", ".ts")
    policy_tests = "customhouse/_shipped/countries/meridia/policy/tests/"

    assert {top for top in tops if not top.endswith(".dist-info")} == {"customhouse", "simulators"}
    assert [n for n in names if any(word in n for word in unwanted) and not n.startswith(policy_tests)] == []


def test_it_is_small(wheel: Path) -> None:
    assert wheel.stat().st_size < MOST_MB << 20


def test_its_command_and_its_licence_are_named(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as opened:
        [entry] = [name for name in opened.namelist() if name.endswith(".dist-info/entry_points.txt")]
        told = {Path(name).name for name in opened.namelist() if ".dist-info/licenses/" in name}
        commands = opened.read(entry).decode()

    assert "customhouse = customhouse.cli:main" in commands
    assert told == {"LICENSE", "NOTICE"}


def test_its_version_is_the_programs(wheel: Path) -> None:
    assert importlib.metadata.version("customhouse") in wheel.name
