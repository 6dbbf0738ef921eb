"""Whatever a request gets wrong is told in the house's own words, at its field; never in a library's."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, Literal

import pytest
from fastapi import FastAPI, Query
from fastapi.testclient import TestClient
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from customhouse.kernel.http import answer_errors
from customhouse.kernel.malformed import first_problem


class Colour(StrEnum):
    RED = "red"
    GREEN = "green"


class Part(BaseModel):
    mass_kg: float = Field(gt=0, le=100, allow_inf_nan=False)


class Thing(BaseModel):
    model_config = ConfigDict(extra="forbid")
    name: str = Field(min_length=1, max_length=4)
    text: str = Field(default="long", min_length=3)
    count: int = 0
    price: Decimal = Field(default=Decimal(0), max_digits=3)
    is_new: bool = False
    colour: Colour = Colour.RED
    way: Literal["in", "out"] = "in"
    at: datetime | None = None
    on: date | None = None
    code: str = Field(default="1", pattern=r"^\d+$")
    parts: list[Part] = Field(default=[], max_length=1)
    both: tuple[int, ...] = Field(default=(1, 2), min_length=2)

    @field_validator("text")
    @classmethod
    def _is_polite(cls, text: str) -> str:
        if text == "please":
            raise ValueError("say what you want")
        return text


CASES: list[tuple[dict[str, Any], str, str, str]] = [
    ({}, "name", "missing", "needed"),
    ({"name": ""}, "name", "missing", "must not be empty"),
    ({"name": "cargo"}, "name", "too_long", "may have 4 characters"),
    ({"name": 5}, "name", "wrong_type", "give a text"),
    ({"text": "ab"}, "text", "too_short", "at least 3"),
    ({"text": "please"}, "text", "malformed", "say what you want"),
    ({"count": "many"}, "count", "not_a_number", "a whole number"),
    ({"count": 1.5}, "count", "not_a_number", "a whole number"),
    ({"price": "1,5"}, "price", "not_a_number", "with a point"),
    ({"price": "1.2345"}, "price", "too_many_digits", "fewer"),
    ({"is_new": "perhaps"}, "is_new", "wrong_type", "true or false"),
    ({"colour": "blue"}, "colour", "not_in_list", "'red' or 'green'"),
    ({"way": "up"}, "way", "not_in_list", "'in' or 'out'"),
    ({"at": "soon"}, "at", "not_a_time", "2026"),
    ({"on": "31.12."}, "on", "not_a_day", "2026"),
    ({"code": "x"}, "code", "malformed", "right form"),
    ({"parts": [{"mass_kg": -1}]}, "parts/0/mass_kg", "out_of_range", "above 0"),
    ({"parts": [{"mass_kg": 101}]}, "parts/0/mass_kg", "out_of_range", "at most 100"),
    ({"parts": [{"mass_kg": "1 t"}]}, "parts/0/mass_kg", "not_a_number", "with a point"),
    ({"parts": [{"mass_kg": 1}] * 2}, "parts", "too_many", "at most 1"),
    ({"parts": ["box"]}, "parts/0", "not_an_object", "named fields"),
    ({"parts": 3}, "parts", "wrong_type", "a list"),
    ({"both": [1]}, "both", "too_few", "at least 2"),
    ({"naem": "x"}, "naem", "unknown_field", "misspelt"),
]


@pytest.mark.parametrize(("given", "field", "code", "words"), CASES)
def test_each_kind_of_mistake_has_words_of_our_own(given: dict[str, Any], field: str, code: str, words: str) -> None:
    named = {} if given == {} else {"name": "box"}
    with pytest.raises(ValidationError) as caught:
        Thing.model_validate(named | given)
    problem = first_problem(caught.value)

    assert (problem.field, problem.code) == (field, code)
    assert words in problem.message


def client() -> TestClient:
    app = FastAPI()
    answer_errors(app)

    @app.post("/things")
    def take(thing: Thing, most: Annotated[int, Query(ge=1)] = 1) -> str:
        return f"{most} {thing.name}"

    return TestClient(app)


def test_a_request_is_told_all_its_mistakes_each_by_its_path() -> None:
    answer = client().post("/things?most=0", json={"name": "cargo", "parts": [{"mass_kg": "heavy"}]})
    problems = {each["field"]: each["code"] for each in answer.json()["error"]["problems"]}

    assert answer.status_code == 422
    assert problems == {"most": "out_of_range", "name": "too_long", "parts/0/mass_kg": "not_a_number"}


def test_a_body_that_is_no_json_is_one_problem_of_the_whole() -> None:
    answer = client().post("/things", content=b'{"name": ', headers={"Content-Type": "application/json"})
    [problem] = answer.json()["error"]["problems"]

    assert (problem["field"], problem["code"]) == ("", "not_json")
    assert "no JSON" in problem["message"]
