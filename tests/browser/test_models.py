"""Models as people look after them: the list, a card with its plots, two people's decision, monitoring."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Page, expect

from customhouse.adapters.blobs.folder import FolderBlobs
from customhouse.imaging.networks.cards import CARD, MODELS
from customhouse.imaging.registry import store
from customhouse.imaging.registry.model import Said, Truth
from customhouse.imaging.registry.service import RECOGNISER, Registry
from customhouse.imaging.store import insert_scan
from customhouse.kernel.database import Database
from tests.browser.conftest import OpenPage, check_axe, check_fits, take_picture
from tests.imaging.registry.heads import label, posted
from tests.serving import Server, serving

MODEL = "site-pictures 2026.11"
CARDS = sorted(MODELS.glob("*.card.json"))


@pytest.fixture(scope="module")
def demo_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server with a challenger, sixty scans of a month, and no border: this page needs none of it."""
    with serving(tmp_path_factory.mktemp("models")) as server:
        database = Database(server.database_url)
        with database.begin("system:cli") as tx:
            registry = Registry(FolderBlobs(server.folder / "blobs"))
            model = registry.register(tx, posted(version="2026.11"))
            for number in range(60):
                insert_scan(tx.connection, _scan(f"s-{number:02}"))
                truth = Truth.IRREGULAR if number % 6 == 0 else Truth.CLEAN
                registry.learn(tx, replace(label(f"s-{number:02}", truth), at=tx.now))
                alarm = float(truth is Truth.IRREGULAR and number % 12 == 0)
                said = Said(f"s-{number:02}", RECOGNISER, False, tx.now, "physics-first 2.0", alarm, 0.9)
                store.keep_word(tx.connection, said)
                mine = replace(said, model_id=model.id, is_challenger=True, label="positive", alarm=0.9, novelty=0.4)
                store.keep_word(tx.connection, mine)
        database.close()
        yield server


def _scan(scan_id: str) -> dict[str, object]:
    return {
        "id": scan_id, "consignment_id": "", "content_hash": scan_id, "site_id": "", "modality": "picture",
        "state": "recognised", "received_at": datetime.now(UTC), "received_by": "test", "files": [], "described": {},
        "deaths": 0,
    }  # fmt: skip


def open_card(page: Page) -> None:
    page.get_by_role("link", name="site-pictures").click()
    expect(page.get_by_role("heading", name=MODEL)).to_be_visible()


@pytest.mark.parametrize("screen", ["wall", "phone"])
def test_the_list_leads_to_the_card_with_figures_and_plots(open_page: OpenPage, screen: str) -> None:
    page = open_page("/models", as_user="analyst", screen=screen)
    expect(page.get_by_text("Challenger")).to_be_visible()
    check_axe(page)
    take_picture(page, f"models-{screen}")
    open_card(page)

    expect(page.get_by_role("row", name="AUC")).to_contain_text("0.900")
    expect(page.get_by_role("img", name="Sure and right")).to_be_visible()
    expect(page.get_by_text("Agrees with what serves")).to_be_visible()
    check_axe(page)
    take_picture(page, f"models-card-{screen}")


@pytest.mark.parametrize("screen", ["wall", "phone"])
def test_every_shipped_card_has_a_page_with_its_figures_and_its_training(
    open_page: OpenPage, demo_server: Server, screen: str
) -> None:
    page = open_page("/models", as_user="analyst", screen=screen)
    for card in (CARD.validate_json(path.read_bytes()) for path in CARDS):
        page.goto(f"{demo_server.url}/models/shipped-{card.name}")
        expect(page.get_by_role("heading", name=f"{card.name} {card.version}", exact=True)).to_be_visible()
        training = page.locator("section").filter(has=page.get_by_role("heading", name="How it was trained"))
        expect(training).to_be_visible()
        expect(page.get_by_role("img", name="Sure and right")).to_have_count(int(bool(card.reliability)))
        if card.log.traces:
            expect(training.get_by_role("img").first).to_be_visible()
        else:
            expect(training.get_by_text("No curve was recorded.")).to_be_visible()
        if any(figure.target is not None for figure in card.figures):
            expect(page.get_by_role("heading", name="Against the aims")).to_be_visible()
        check_fits(page)
        check_axe(page)
        take_picture(page, f"models-{card.name}-{screen}", whole=True)


@pytest.mark.parametrize("screen", ["wall", "phone"])
def test_monitoring_shows_accuracy_with_intervals_and_tells_of_drift(open_page: OpenPage, screen: str) -> None:
    page = open_page("/models?tab=monitoring", as_user="risk", screen=screen)

    expect(page.get_by_text("no longer like those that physics-first 2.0 was measured on")).to_be_visible()
    expect(page.get_by_role("region", name="Accuracy on random samples").last).to_contain_text("50%")
    check_axe(page)
    take_picture(page, f"models-monitoring-{screen}")


@pytest.mark.parametrize("screen", ["wall", "phone"])
def test_who_decides_on_models_is_told_of_drift_on_every_page_until_it_is_over(
    open_page: OpenPage, demo_server: Server, screen: str
) -> None:
    """As the clockwork does each hour, with what the server has kept."""
    database = Database(demo_server.database_url)
    registry = Registry(FolderBlobs(demo_server.folder / "blobs"))
    with database.begin("system:imaging") as tx:
        registry.announce_drift(tx)
    page = open_page("/policy", as_user="risk", screen=screen)
    bar = page.get_by_role("navigation").filter(visible=True).first
    expect(bar.get_by_role("img", name="The scans of 2 models have changed")).to_be_visible()
    check_axe(page)
    take_picture(page, f"models-drifting-{screen}")
    page.goto(f"{demo_server.url}/models")
    expect(page.get_by_text("no longer like those that physics-first 2.0 was measured on")).to_be_visible()
    check_fits(page)
    check_axe(page)
    take_picture(page, f"models-drifting-list-{screen}")
    with database.begin("system:imaging") as tx:
        for each in registry.drifting(tx):
            store.end_drift(tx.connection, each)
    database.close()
    page.reload()
    expect(page.get_by_role("link", name="site-pictures")).to_be_visible()

    expect(page.get_by_text("no longer like those")).to_have_count(0)
    expect(page.get_by_role("img", name="The scans of 2 models have changed")).to_have_count(0)


def test_who_only_reads_images_is_told_of_no_drift(open_page: OpenPage, demo_server: Server) -> None:
    page = open_page("/models", as_user="analyst")
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.reload()
    expect(page.get_by_role("link", name="site-pictures")).to_be_visible()

    assert [url for url in asked if "drifting-models" in url] == []


def test_the_pages_speak_chinese(open_page: OpenPage) -> None:
    page = open_page("/models?tab=monitoring", as_user="risk", language="zh")

    expect(page.get_by_role("heading", name="随机样本准确率")).to_be_visible()
    check_axe(page)
    take_picture(page, "models-zh")


def test_one_person_proposes_and_another_lets_it_serve(open_page: OpenPage) -> None:
    page = open_page("/models", as_user="risk")
    open_card(page)
    page.get_by_role("button", name="Propose to let it serve").click()
    page.get_by_role("button", name="Propose", exact=True).click()
    expect(page.get_by_text("Say why.")).to_be_visible()
    page.get_by_label("Reason").fill("Finds more on the same scans")
    check_axe(page)
    page.get_by_role("button", name="Propose", exact=True).click()

    expect(page.get_by_text("another person decides it")).to_be_visible()
    expect(page.get_by_role("button", name="Refuse")).to_have_count(0)

    other = open_page("/models", as_user="admin")
    open_card(other)
    check_axe(other)
    take_picture(other, "models-decision")
    other.get_by_role("button", name=f"Approve for {MODEL}").click()

    expect(other.get_by_text("Serving", exact=True)).to_be_visible()
