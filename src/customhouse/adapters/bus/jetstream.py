"""The bus over NATS JetStream: the same messages, on one stream, to as many processes as a country needs."""

import asyncio
import threading
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

import nats
import structlog
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.errors import Error as NatsError
from nats.errors import TimeoutError as NatsTimeoutError
from nats.js import JetStreamContext
from nats.js.api import AckPolicy, ConsumerConfig, StreamConfig
from pydantic import TypeAdapter

from customhouse.adapters.bus.jobs import Hand
from customhouse.kernel.bus import Deliver
from customhouse.kernel.errors import Unavailable
from customhouse.kernel.events import Jobs, Message, Subscription

log = structlog.get_logger()
BATCH = 100
PUBLISH_TIMEOUT_S = 10.0
ACK_WAIT_S = 60.0
JOB_WAIT_S = 15.0
MOST_HANDS = 4096  # of one kind of jobs, over all processes
_KEEP_S = 7 * 24 * 3600.0
_MESSAGE = TypeAdapter(Message)


async def _note_error(error: Exception) -> None:
    """The client's own way would log a stack trace for each try to reach the server again."""
    log.warning("bus_error", error=repr(error))


class JetStreamBus:
    """Runs its own event loop in a thread, so that the rooms stay synchronous."""

    def __init__(self, url: str, stream: str = "customhouse", job_wait_s: float = JOB_WAIT_S) -> None:
        """`job_wait_s`: after so long without a sign of life from whoever has a job, it is handed out again."""
        self._url = url
        self._stream = stream
        self._job_wait_s = job_wait_s
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="jetstream", daemon=True)
        self._client: Client | None = None
        self._jetstream: JetStreamContext | None = None
        self._listeners: list[asyncio.Task[None]] = []
        self._pools: list[ThreadPoolExecutor] = []

    def start(self, subscriptions: Sequence[Subscription], deliver: Deliver) -> None:
        self._thread.start()
        try:
            self._wait(self._connect(), PUBLISH_TIMEOUT_S)
        except (NatsError, OSError, TimeoutError) as error:
            raise Unavailable(f"NATS does not answer at the configured address: {error!r}", retry=True)
        try:
            self._wait(self._listen_to(subscriptions, deliver), PUBLISH_TIMEOUT_S)
        except (NatsError, TimeoutError) as error:
            raise Unavailable(f"NATS does not let us listen: {error!r}", retry=True)

    def take(self, jobs: Jobs) -> None:
        try:
            self._wait(self._take(jobs), PUBLISH_TIMEOUT_S)
        except (NatsError, TimeoutError) as error:
            raise Unavailable(f"NATS does not let us take jobs: {error!r}", retry=True)

    def publish(self, messages: Sequence[Message]) -> None:
        try:
            self._wait(self._publish(messages), PUBLISH_TIMEOUT_S)
        except (NatsError, TimeoutError) as error:
            raise Unavailable(f"the bus did not take {len(messages)} messages: {error!r}", retry=True)

    def stop(self) -> None:
        if not self._thread.is_alive():
            return
        self._wait(self._close(), PUBLISH_TIMEOUT_S)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(timeout=PUBLISH_TIMEOUT_S)
        self._loop.close()
        for pool in self._pools:
            pool.shutdown(wait=False, cancel_futures=True)

    def _wait(self, work: Coroutine[Any, Any, Any], timeout_s: float) -> None:
        asyncio.run_coroutine_threadsafe(asyncio.wait_for(work, timeout_s), self._loop).result()

    async def _connect(self) -> None:
        self._client = await nats.connect(self._url, max_reconnect_attempts=-1, connect_timeout=5, error_cb=_note_error)
        self._jetstream = self._client.jetstream()
        config = StreamConfig(name=self._stream, subjects=[f"{self._stream}.>"], max_age=_KEEP_S)
        await self._jetstream.add_stream(config)

    async def _listen_to(self, subscriptions: Sequence[Subscription], deliver: Deliver) -> None:
        pullers = [await self._puller(each.consumer, self._in_order(each)) for each in subscriptions]
        self._listeners += [
            asyncio.create_task(self._listen(each, puller, deliver))
            for each, puller in zip(subscriptions, pullers, strict=True)
        ]

    async def _take(self, jobs: Jobs) -> None:
        # A subscription for each hand: of a shared one, a hand could get what another one had asked for.
        config = ConsumerConfig(
            ack_policy=AckPolicy.EXPLICIT,
            ack_wait=self._job_wait_s,
            max_ack_pending=MOST_HANDS,
            filter_subjects=[f"{self._stream}.{kind}" for kind in jobs.kinds],
        )
        pool = ThreadPoolExecutor(jobs.hands, thread_name_prefix=jobs.consumer)
        self._pools.append(pool)
        for _ in range(jobs.hands):
            hand = Hand(jobs, await self._puller(jobs.consumer, config), pool, self._job_wait_s)
            self._listeners.append(asyncio.create_task(hand.work()))

    async def _close(self) -> None:
        for listener in self._listeners:
            listener.cancel()
        await asyncio.gather(*self._listeners, return_exceptions=True)
        if self._client is not None:
            await self._client.close()

    async def _publish(self, messages: Sequence[Message]) -> None:
        assert self._jetstream is not None, "start() comes before publish()"  # noqa: S101 - a programming error
        for message in messages:  # one after another: the order of the outbox is the order of the stream
            # Without a Nats-Msg-Id: the server would drop what an operator sends again. The inbox knows what was heard.
            await self._jetstream.publish(f"{self._stream}.{message.kind}", _MESSAGE.dump_json(message))

    def _in_order(self, subscription: Subscription) -> ConsumerConfig:
        return ConsumerConfig(
            # Each by itself: to acknowledge all up to one would cover those of a batch that failed elsewhere.
            ack_policy=AckPolicy.EXPLICIT,
            ack_wait=ACK_WAIT_S,
            max_ack_pending=BATCH,
            filter_subjects=[f"{self._stream}.{kind}" for kind in subscription.kinds],
        )

    async def _puller(self, consumer: str, config: ConsumerConfig) -> JetStreamContext.PullSubscription:
        assert self._jetstream is not None, "start() comes before listening"  # noqa: S101 - a programming error
        durable = consumer.replace(".", "-")  # NATS takes no dot in a consumer's name
        # Also where there is one: what an earlier version of the program listened for may be less, or more.
        await self._jetstream.add_consumer(self._stream, config, name=durable, durable_name=durable)
        return await self._jetstream.pull_subscribe_bind(durable, self._stream)

    async def _listen(
        self, subscription: Subscription, puller: JetStreamContext.PullSubscription, deliver: Deliver
    ) -> None:
        while True:
            try:
                batch = await puller.fetch(BATCH, timeout=5)
            except NatsTimeoutError:
                continue
            except NatsError as error:
                log.warning("bus_fetch_failed", consumer=subscription.consumer, error=repr(error))
                await asyncio.sleep(1)
                continue
            await self._hand_over(subscription, deliver, batch)

    async def _hand_over(self, subscription: Subscription, deliver: Deliver, batch: list[Msg]) -> None:
        """Deliver a batch, however long that takes: what comes behind it must not overtake it."""
        messages = [_MESSAGE.validate_json(raw.data) for raw in batch]
        while not await self._delivered(subscription, deliver, messages):
            await asyncio.sleep(1)
            with suppress(NatsError):  # out of reach: the batch comes again, and the inbox knows what was heard
                await _for_each(batch, Msg.in_progress)
        with suppress(NatsError):
            await _for_each(batch, Msg.ack)

    async def _delivered(self, subscription: Subscription, deliver: Deliver, messages: list[Message]) -> bool:
        try:
            await asyncio.to_thread(deliver, subscription, messages)
        except Exception:
            log.exception("delivery_failed", consumer=subscription.consumer, size=len(messages))
            return False
        return True


async def _for_each(batch: list[Msg], tell: Callable[[Msg], Awaitable[None]]) -> None:
    for raw in batch:
        await tell(raw)
