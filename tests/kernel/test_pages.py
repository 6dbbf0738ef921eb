"""The built pages: every address of the single-page app opens, and a missing file is missing."""

from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from customhouse.kernel.http import Pages, answer_errors

A_BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


@pytest.fixture
def client(tmp_path: Path) -> TestClient:
    (tmp_path / "index.html").write_text("<title>Customhouse</title>", encoding="utf-8")
    (tmp_path / "icon.svg").write_text("<svg/>", encoding="utf-8")
    app = FastAPI()
    answer_errors(app)
    app.mount("/", Pages(tmp_path))
    return TestClient(app)


@pytest.mark.parametrize("path", ["/", "/seen", "/models/picture-features%201.0.0"])
def test_an_address_opens_as_a_page_whatever_it_is_called(client: TestClient, path: str) -> None:
    answer = client.get(path, headers=A_BROWSER)

    assert answer.status_code == 200
    assert "Customhouse" in answer.text


def test_a_file_is_served_and_a_missing_one_is_missing(client: TestClient) -> None:
    assert client.get("/icon.svg").text == "<svg/>"
    assert client.get("/no-icon.svg", headers={"Accept": "image/svg+xml"}).status_code == 404
    assert client.get("/assets/old-1234.js", headers=A_BROWSER).status_code == 404
    assert client.get("/api/nothing", headers=A_BROWSER).status_code == 404
