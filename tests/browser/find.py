"""Finds a browser for the tests: an installed Chromium or Chrome, else Debian's package, else Playwright's own.

Run as a program it makes sure that there is one, or says how to get one and fails.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
MAC = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")
# CJK letters too: the Chinese pages are looked at.
PACKAGES = ("chromium", "fonts-noto-core", "fonts-noto-cjk")


def installed() -> str | None:
    """The path of a browser on this machine; CUSTOMHOUSE_BROWSER names one explicitly."""
    if named := os.environ.get("CUSTOMHOUSE_BROWSER"):
        return named
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    return found or (str(MAC) if MAC.exists() else None) or _playwrights_own()


def _playwrights_own() -> str | None:
    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def _run(*command: str) -> bool:
    print("+", " ".join(command), flush=True)
    return subprocess.run(command, check=False, env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"}).returncode == 0


def main() -> int:
    if path := installed():
        print(f"Browser for the tests: {path}")
        return 0
    if shutil.which("apt-get") and os.geteuid() == 0:
        _run("apt-get", "update", "-qq") and _run(
            "apt-get", "install", "-y", "-qq", "--no-install-recommends", *PACKAGES
        )
    if not installed():
        _run(sys.executable, "-m", "playwright", "install", "chromium")
    if path := installed():
        print(f"Browser for the tests: {path}")
        return 0
    print("No browser: install Chromium or Chrome, or set CUSTOMHOUSE_BROWSER to the path of one.", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
