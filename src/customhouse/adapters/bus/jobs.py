"""A hand of a pool: takes one job at a time from JetStream, shows that it lives, acknowledges when all is committed."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import structlog
from nats.aio.msg import Msg
from nats.errors import Error as NatsError
from nats.errors import TimeoutError as NatsTimeoutError
from nats.js import JetStreamContext
from pydantic import TypeAdapter, ValidationError

from customhouse.kernel.errors import Unavailable
from customhouse.kernel.events import Jobs, Message

log = structlog.get_logger()
FETCH_S = 5.0
AGAIN_AFTER_S = 5.0  # and longer each time: what failed here is given to others, but not at once
MESSAGE = TypeAdapter(Message)


class Hand:
    """Asks for the next job only when the last one is done: what waits, waits in the stream."""

    def __init__(
        self, jobs: Jobs, puller: JetStreamContext.PullSubscription, pool: ThreadPoolExecutor, wait_s: float
    ) -> None:
        self._jobs, self._puller, self._pool, self._wait_s = jobs, puller, pool, wait_s

    async def work(self) -> None:
        while True:
            try:
                [raw] = await self._puller.fetch(1, timeout=FETCH_S)
            except NatsTimeoutError:
                continue
            except NatsError as error:
                log.warning("bus_fetch_failed", consumer=self._jobs.consumer, error=repr(error))
                await asyncio.sleep(1)
                continue
            await self._take(raw)

    async def _take(self, raw: Msg) -> None:
        try:
            message = MESSAGE.validate_json(raw.data)
        except ValidationError:
            log.exception("job_unreadable", consumer=self._jobs.consumer, sequence=raw.metadata.sequence.stream)
            with suppress(NatsError):
                await raw.term()
            return
        handed_out = raw.metadata.num_delivered
        doing = asyncio.get_running_loop().run_in_executor(self._pool, self._jobs.do, message, handed_out)
        try:
            while not (await asyncio.wait([doing], timeout=self._wait_s / 3))[0]:
                with suppress(NatsError):  # out of reach: somebody else gets the job too, and the later end is no news
                    await raw.in_progress()
        except asyncio.CancelledError:  # we are told to end; another hand may begin at once
            await _tell(raw, None)
            raise
        error = doing.exception()
        if error is None:
            with suppress(NatsError):
                await raw.ack()
            return
        if isinstance(error, Unavailable):
            # No fault of the job: others may do it now, and we ask for no more for a while.
            await _tell(raw, None)
            await asyncio.sleep(AGAIN_AFTER_S)
            return
        log.warning("job_failed", consumer=self._jobs.consumer, id=message.id, handed_out=handed_out, error=repr(error))
        await _tell(raw, AGAIN_AFTER_S * handed_out)


async def _tell(raw: Msg, again_after_s: float | None) -> None:
    with suppress(NatsError):
        await raw.nak(delay=again_after_s)
