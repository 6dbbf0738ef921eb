"""One HTTP connection, with limits that uvicorn lacks: how long a head may be, how long we wait for the peer."""

import asyncio
from contextlib import suppress

from uvicorn._types import ASGI3Application
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

HEAD_BYTES = 64 * 1024


class HttpConnection(HttpToolsProtocol):
    """Closes a connection whose peer lets us wait: for the rest of a request, or until it reads our answer."""

    patience_s = 60.0
    look_every_s = 5.0
    _barren_bytes = 0  # received in a row that neither ended a head nor belonged to a body
    _is_fruitful = False
    _moved_s = 0.0
    _look_later: asyncio.TimerHandle | None = None
    _answering: RequestResponseCycle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as in uvicorn's own
        super().connection_made(transport)
        self._moved_s = self.loop.time()
        self._look_later = self.loop.call_later(self.look_every_s, self._look)

    def connection_lost(self, exc: Exception | None) -> None:
        if self._look_later is not None:
            self._look_later.cancel()
        if self._answering is not None:
            # uvicorn tells only the request that came last; an earlier one would go on and write to a closed line.
            self._answering.disconnected = True
        super().connection_lost(exc)

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: ASGI3Application) -> None:
        self._answering = cycle
        super()._start_asgi_task(cycle, app)

    def data_received(self, data: bytes) -> None:
        self._is_fruitful = False
        super().data_received(data)
        if self._is_fruitful:
            self._barren_bytes, self._moved_s = 0, self.loop.time()
            return
        # A head that comes drop by drop is no movement: it must be whole within our patience.
        self._barren_bytes += len(data)
        if self._barren_bytes > HEAD_BYTES and not self.transport.is_closing():
            self.send_400_response("The head of the request is too long.")

    def on_headers_complete(self) -> None:
        self._is_fruitful = True
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        self._is_fruitful = True
        super().on_body(body)

    def on_message_complete(self) -> None:
        self._is_fruitful = True
        super().on_message_complete()

    def on_response_complete(self) -> None:
        self._moved_s = self.loop.time()
        super().on_response_complete()

    def pause_writing(self) -> None:
        self._moved_s = self.loop.time()
        super().pause_writing()

    def _look(self) -> None:
        if self._awaits_the_peer() and self.loop.time() - self._moved_s > self.patience_s:
            with suppress(RuntimeError):  # it may be gone already
                self.transport.abort()  # closing would wait for the peer to read what it does not read
            return
        self._look_later = self.loop.call_later(self.look_every_s, self._look)

    def _awaits_the_peer(self) -> bool:
        if self.flow.write_paused or self.cycle is None or self.cycle.response_complete:
            return True
        return self.cycle.more_body and not self.flow.read_paused
