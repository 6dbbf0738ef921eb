"""The child's side of preparing an index: says how far it is, line by line, and ends when its parent does."""

import os
import sys
import threading

from customhouse.app.goods_index import prepare_here
from customhouse.settings import Settings

NICENESS = 10


def main() -> None:
    os.nice(NICENESS)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    prepare_here(Settings(), _tell)


def _tell(share: float) -> None:
    sys.stdout.write(f"{share:.3f}\n")
    sys.stdout.flush()


def _end_with_parent() -> None:
    sys.stdin.read()
    os._exit(1)


if __name__ == "__main__":
    main()
