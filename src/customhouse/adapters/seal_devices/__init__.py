"""Seals on the wire: a file per protocol, the splitter that finds frames, and the TCP gateway that takes them in."""
