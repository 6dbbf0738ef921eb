"""Watch-lists as their publishers write them: a file per format, and `open_list`, which tells which one a file has."""

from customhouse.adapters.watchlists.opening import FORMATS, OpenedList, open_list

__all__ = ["FORMATS", "OpenedList", "open_list"]
