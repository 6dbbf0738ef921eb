"""Play the border: `python -m simulators.border --url … --device-port … --accounts FILE`.

The script of `scenarios` first, each entering at its moment, then ordinary traffic until Ctrl-C. With `--pace fast` the
script alone is played, as fast as the house takes it, and the program ends.
"""

import argparse
import asyncio
import contextlib
import signal
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import httpx
from rich.console import Console

from simulators import traffic
from simulators.scenarios import SCENARIOS, Scenario
from simulators.seal.device import Address
from simulators.stage import Cast, Stage
from simulators.wire import Accounts, Refused

CORRIDORS = Path(__file__).resolve().parents[1] / "countries" / "meridia" / "corridors"


def arguments(given: list[str] | None = None) -> argparse.Namespace:
    """What the border needs to know."""
    parser = argparse.ArgumentParser(prog="simulators.border", description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--url", default="http://127.0.0.1:8700", help="where the house answers")
    parser.add_argument("--device-host", help="where it listens for seals; the host of the URL unless given")
    parser.add_argument("--device-port", type=int, default=8701)
    parser.add_argument("--accounts", type=Path, required=True, help="names, passwords and tokens, as JSON")
    parser.add_argument("--corridors", type=Path, default=CORRIDORS, help="the country's corridors, as GeoJSON")
    parser.add_argument("--data", type=Path, help="real recordings; without them the border plays its own")
    parser.add_argument("--pace", choices=("live", "fast"), default="live")
    parser.add_argument("--only", action="append", default=[], metavar="NAME", help="play this scenario only")
    return parser.parse_args(given)


async def wait_for(url: str, seconds: float = 120.0) -> None:
    """Wait until the house answers."""
    give_up = time.monotonic() + seconds
    async with httpx.AsyncClient(base_url=url, trust_env=False) as client:
        while True:
            with contextlib.suppress(httpx.TransportError):
                if (await client.get("/api/about")).status_code < 500:
                    return
            if time.monotonic() > give_up:
                raise TimeoutError(f"nobody answers at {url}")
            await asyncio.sleep(0.3)


async def play(options: argparse.Namespace, console: Console) -> list[str]:
    """Play it; returns the names of scenarios that could not be played to their end."""
    await wait_for(options.url)
    host = options.device_host or urlsplit(options.url).hostname or "127.0.0.1"
    data = options.data if options.data is not None and options.data.is_dir() else None
    began = time.monotonic()

    def say(line: str) -> None:
        console.print(f"[dim]{time.monotonic() - began:7.1f} s[/]  {line}", highlight=False)

    if data is None:
        say("no real recordings at hand: simulated ones stand in for them")
    stage = Stage(
        cast=await Cast.assemble(options.url, Accounts.read(options.accounts)),
        platform=Address(host, options.device_port),
        corridors=options.corridors,
        data=data,
        live=options.pace == "live",
        say=say,
    )
    try:
        return await _all(stage, [each for each in SCENARIOS if not options.only or each.name in options.only])
    finally:
        await stage.close()


async def _all(stage: Stage, scenarios: list[Scenario]) -> list[str]:
    day = datetime.now(UTC).strftime("%y%m%d")
    acts = [_one(stage, scenario, f"S{day}-{scenario.name}") for scenario in scenarios]
    if stage.live:
        acts.append(_traffic(stage, day))
    return [name for name in await asyncio.gather(*acts) if name]


async def _one(stage: Stage, scenario: Scenario, lrn: str) -> str:
    await stage.pause(scenario.starts_s)
    try:
        await scenario.play(stage, lrn)
    except (Refused, httpx.HTTPError, OSError) as failure:
        # The others go on: one refusal is a line for the reader, not the end of the border.
        stage.say(f"[red]{scenario.name} broke off[/]: {failure}")
        return scenario.name
    stage.say(f"[bold]{scenario.name}[/]: {scenario.shows}")
    return ""


async def _traffic(stage: Stage, day: str) -> str:
    await traffic.flow(stage, day)
    return ""


def main(given: list[str] | None = None) -> int:
    """Run until done or stopped; 0 when every scenario could be played."""
    options = arguments(given)
    console = Console(soft_wrap=True)
    # A stop from the shell or from the demo is an ordinary end.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        broken = asyncio.run(play(options, console))
    except KeyboardInterrupt:
        console.print("the border closes")
        return 0
    except (TimeoutError, Refused, OSError) as failure:
        console.print(f"[red]the border cannot open[/]: {failure}")
        return 1
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
