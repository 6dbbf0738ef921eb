"""The law of the house, as checks: sizes, names, stores, patches, suppressions, migrations."""

import ast
import re
import subprocess
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from customhouse.kernel.database import METADATA, Database
from customhouse.kernel.migrations import upgrade
from customhouse.settings import Settings, shipped
from tests.conftest import import_all_stores

ROOT = Path(__file__).resolve().parents[1]
FORBIDDEN_NAMES = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "handler", "data", "info"}
PATCHES_PER_TEST = 1 / 50


def tracked(*endings: str) -> list[Path]:
    """Files of the project: known to git, or new and not ignored."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    try:
        listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    except (subprocess.CalledProcessError, FileNotFoundError):  # an unpacked archive has no git
        skipped = {".venv", "node_modules", "_web", ".stamps"}
        listed = [str(p.relative_to(ROOT)) for p in ROOT.rglob("*") if p.is_file() and not skipped & set(p.parts)]
    return [ROOT / name for name in listed if name.endswith(endings) and (ROOT / name).is_file()]


def trees(*folders: str) -> Iterator[tuple[Path, ast.Module]]:
    for path in tracked(".py"):
        if path.relative_to(ROOT).parts[0] in folders:
            yield path, ast.parse(path.read_text(encoding="utf-8"))


def test_no_module_is_longer_than_its_room_allows() -> None:
    limits = {".py": 400, ".ts": 400, ".svelte": 300}
    generated = {"schema.d.ts"}
    sizes = {p: len(p.read_text(encoding="utf-8").splitlines()) for p in tracked(*limits) if p.name not in generated}

    too_long = {str(path.relative_to(ROOT)): size for path, size in sizes.items() if size > limits[path.suffix]}

    assert too_long == {}


def test_no_function_is_longer_than_a_screen() -> None:
    too_long = [
        f"{path.relative_to(ROOT)}:{node.name}"
        for path, tree in trees("src", "simulators")
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or 0) - node.lineno >= 60
        and not node.name.endswith("router")  # a router is a list of routes, each a function of its own
    ]

    assert too_long == []


def test_every_module_opens_with_what_it_holds() -> None:
    modules = trees("src", "simulators", "benchmarks")
    silent = [str(p.relative_to(ROOT)) for p, tree in modules if p.stat().st_size and not ast.get_docstring(tree)]

    assert silent == []


def test_no_module_is_named_for_a_drawer() -> None:
    assert [str(p) for p in tracked(".py") if p.stem in FORBIDDEN_NAMES or p.parent.name in FORBIDDEN_NAMES] == []


def test_only_a_rooms_own_service_opens_its_store() -> None:
    package = ROOT / "src" / "customhouse"
    strangers = []
    for path, tree in trees("src"):
        room = path.relative_to(package).parts[0]
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("customhouse."):
                parts = node.module.split(".")
                opens = "store" in parts[2:] or (len(parts) == 2 and "store" in {a.name for a in node.names})
                if opens and parts[1] != room:
                    strangers.append(f"{path.relative_to(ROOT)} opens {node.module}")

    assert strangers == []


def test_rooms_never_commit() -> None:
    edge = {"database.py"}
    commits = [
        str(path.relative_to(ROOT))
        for path, tree in trees("src")
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in {"commit", "rollback"}
        and path.name not in edge
    ]

    assert commits == []


def test_patches_stay_within_their_budget() -> None:
    files = [path for path in tracked(".py") if "tests" in path.parts and path != Path(__file__)]
    text = "\n".join(path.read_text(encoding="utf-8") for path in files)
    patches = re.findall(r"\b(?:mock\.|MagicMock|patch\(|monkeypatch\.setattr)", text)
    tests = re.findall(r"^\s*def test_", text, re.MULTILINE)

    assert len(patches) <= len(tests) * PATCHES_PER_TEST


def test_every_suppression_names_its_rule_and_its_reason() -> None:
    bare = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in tracked(".py")
        if path != Path(__file__)
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if (found := re.search(r"#\s*(noqa|type:\s*ignore)(.*)", line))
        and not re.search(r"(: ?[A-Z]+[0-9]+|\[[a-z-]+\]).* [-–—] ?\S|\[[a-z-]+\].*#", found.group(0))
    ]

    assert bare == []


def test_every_room_says_what_it_is_for() -> None:
    rooms = [p for p in (ROOT / "src" / "customhouse").iterdir() if (p / "model.py").exists() or (p / "model").is_dir()]
    quiet = [room.name for room in rooms if len((room / "__init__.py").read_text(encoding="utf-8").splitlines()) < 3]

    assert rooms
    assert quiet == []


def test_nothing_names_a_registry_or_a_machines_folder() -> None:
    # Written in halves, so that this file does not name them itself.
    halves = [("python", "hosted"), ("pypi", "[.]org"), ("npm", "js[.](?:org|com)"), ("deb[.]", "debian")]
    halves += [("/(?:root|wo", "rk)/")]
    hosts = re.compile("|".join(first + second for first, second in halves))
    naming = [
        str(path.relative_to(ROOT))
        for path in tracked(".py", ".md", ".toml", ".txt", ".json", ".ts", ".svelte", ".js", ".yaml", "Makefile", "run")
        if hosts.search(path.read_text(encoding="utf-8"))
    ]

    assert naming == []


def test_migrations_make_exactly_the_tables_that_the_stores_use(database_url: str) -> None:
    import_all_stores()
    database = Database(database_url)
    upgrade(database, shipped("migrations"))

    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": False})
        differences = compare_metadata(context, METADATA)
    database.close()

    assert differences == []


def test_migrations_are_numbered_in_one_row() -> None:
    names = sorted(path.name for path in (ROOT / "migrations" / "versions").glob("*.py"))
    numbers = [int(name[:4]) for name in names]

    assert all(after == before + 1 for before, after in pairwise(numbers))
    assert all(re.fullmatch(r"\d{4}_[a-z_]+\.py", name) for name in names)


def test_every_setting_is_documented() -> None:
    page = (ROOT / "docs" / "reference" / "settings.md").read_text(encoding="utf-8")
    fields = Settings.model_fields.items()
    missing = [name for name, field in fields if f"`CUSTOMHOUSE_{name.upper()}`" not in page or not field.description]

    assert missing == []


@pytest.mark.parametrize("folder", ["migrations", "countries"])
def test_what_ships_with_the_product_is_found(folder: str) -> None:
    assert shipped(folder).is_dir()
