"""Builds small policies on disk, as an author would write them."""

from pathlib import Path

from customhouse.policy.package import PolicyPackage
from customhouse.policy.service import load

PARAMETERS = """
limit:
  description: From here on a value is high.
  unit: EUR
  values:
    2026-01-01: {value: 100, reference: "Act 1"}
    2026-07-01: {value: 50.50, reference: "Act 2"}
    2027-01-01: {value: null, reference: "Act 3"}
lists:
  description: Codes.
  unit: codes
  values:
    2026-01-01: {value: [NO, ON], reference: "Act 1"}
open:
  description: A flag.
  unit: flag
  values:
    2026-01-01: {value: no, reference: "Act 1"}
"""

TABLE = """
description: A lane.
in_force: 2026-01-01
hit_policy: first
monotone: lane
inputs:
  value: {type: number, worse: higher}
  verdict: {type: scale, values: [agrees, doubtful, disagrees]}
  origins: {type: codes}
outputs:
  lane: {type: scale, values: [green, yellow, red]}
rows:
  - id: disagrees
    when: {verdict: disagrees}
    then: {lane: red}
    reason: {code: disagrees, text: "The scan {verdict}."}
    trader: {code: selected, text: "Selected."}
  - id: high
    when: {value: ">= 100"}
    then: {lane: yellow}
    reason: {code: high, text: "The value of {value} is high."}
  - id: rest
    then: {lane: green}
    reason: {code: nothing, text: "Nothing."}
"""


def write_policy(folder: Path, table: str = TABLE, parameters: str = PARAMETERS, tests: str = "") -> Path:
    files = {"parameters/lanes.yaml": parameters, "tables/lanes.yaml": table, "tests/lanes.yaml": tests}
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        if text:
            (folder / name).write_text(text, encoding="utf-8")
    return folder


def make_policy(folder: Path, table: str = TABLE, parameters: str = PARAMETERS) -> PolicyPackage:
    return load(write_policy(folder, table, parameters))
