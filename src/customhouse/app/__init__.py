"""The only place where things are wired: settings → adapters → services → routes → the running server."""

from customhouse.app.connection import HttpConnection
from customhouse.app.goods_index import indexed, prepare_here
from customhouse.app.house import House
from customhouse.app.logs import configure_logs
from customhouse.app.server import create_app
from customhouse.app.texts import sourcing_of

__all__ = ["House", "HttpConnection", "configure_logs", "create_app", "indexed", "prepare_here", "sourcing_of"]
