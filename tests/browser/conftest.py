"""A browser that forgives nothing: a console error, a request to another host or a failed script fails the test."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, expect, sync_playwright

from customhouse.access.demo import PASSWORD
from tests.browser.find import installed
from tests.conftest import prepare_goods_index
from tests.serving import Server, serving

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-gl=angle",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
]
SLOW_MS = 180_000  # in which a slow machine without a GPU has drawn a volume or a map
SCREENS = {"wall": (1920, 1080), "desk": (1366, 768), "phone": (390, 844)}
AXE = Path(__file__).resolve().parents[2] / "web" / "node_modules" / "axe-core" / "axe.min.js"
PICTURES = Path(__file__).resolve().parents[2] / ".stamps" / "pictures"
OpenPage = Callable[..., Page]
WAIT_MS = 60_000  # Playwright's own five seconds are soon over on a machine that is busy
expect.set_options(timeout=WAIT_MS)


# Not for the whole session: Playwright keeps an event loop running in this thread, and other tests need their own.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=installed(), args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def demo_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server on which the whole border was played."""
    with serving(tmp_path_factory.mktemp("demo")) as server:
        prepare_goods_index(server.folder, server.database_url)
        server.play_border("--pace", "fast")
        yield server


@pytest.fixture
def open_page(browser: Browser, demo_server: Server) -> Iterator[OpenPage]:
    """`open_page("/journeys", as_user="duty", screen="phone", language="zh")` gives a page, logged in."""
    yield from pages_of(browser, demo_server)


def pages_of(browser: Browser, server: Server) -> Iterator[OpenPage]:
    """The same at any server: for a fixture to yield from."""
    faults: list[str] = []
    contexts = []

    def open_page(path: str = "/", as_user: str | None = None, screen: str = "desk", language: str = "en") -> Page:
        width, height = SCREENS[screen]
        context = browser.new_context(viewport={"width": width, "height": height}, locale=language)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(WAIT_MS)
        page.on("console", lambda message: _note_console(faults, message))
        page.on("pageerror", lambda error: faults.append(f"script failed: {error}"))
        page.on("request", lambda request: _note_request(faults, request, server.url))
        if as_user:
            log_in(page, server.url, as_user)
        page.goto(server.url + path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert faults == []


def log_in(page: Page, url: str, user_name: str) -> None:
    """By the API: the log-in page has its own test."""
    body = {"user_name": user_name, "password": PASSWORD}
    answer = page.context.request.post(f"{url}/api/session", data=body)
    assert answer.ok, answer.text()


def check_axe(page: Page) -> None:
    """No violations of WCAG 2.2 A and AA axe can see. Its script comes from outside, past the policy."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
    found: dict[str, Any] = page.evaluate("tags => axe.run(document, {runOnly: {type: 'tag', values: tags}})", tags)
    violations = [(v["id"], [node["html"][:160] for node in v["nodes"][:3]]) for v in found["violations"]]

    assert violations == []


def check_fits(page: Page) -> None:
    """Nothing is wider than the screen once the page has settled: what is still loading may be for a moment."""
    for _ in range(100):
        if page.evaluate("document.documentElement.scrollWidth <= innerWidth"):
            return
        page.wait_for_timeout(100)
    wide = page.evaluate(
        "[...document.querySelectorAll('*')].filter(one => one.getBoundingClientRect().right > innerWidth)"
        ".slice(0, 5).map(one => one.outerHTML.slice(0, 200))"
    )
    pytest.fail(f"wider than the screen: {wide}")


def take_picture(page: Page, name: str, *, whole: bool = False) -> None:
    """Keep a screenshot for people to look at; of the `whole` page, or of what the screen shows of it."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=PICTURES / f"{name}.png", full_page=whole)


def _note_console(faults: list[str], message: ConsoleMessage) -> None:
    # A refused log-in or a check that finds faults is an answer, not a fault of the page.
    # So is a network that a test took away.
    harmless = ("the server responded with a status of 4", "ERR_INTERNET_DISCONNECTED", "GPU stall")
    expected = any(part in message.text for part in harmless)
    if message.type == "error" and not expected:
        faults.append(f"console: {message.text}")


def _note_request(faults: list[str], request: Request, url: str) -> None:
    if not request.url.startswith((url, "data:", "blob:")):
        faults.append(f"left the host: {request.url}")
