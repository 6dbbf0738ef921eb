"""`python -m customhouse` is `customhouse`."""

from customhouse.cli import main

main()
