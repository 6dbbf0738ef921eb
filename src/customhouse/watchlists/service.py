"""What is done with names: a question answered, a consignment screened, hits decided."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from customhouse.declarations.model import Declaration, State
from customhouse.declarations.service import Declarations
from customhouse.kernel.errors import Invalid, NotFound
from customhouse.kernel.events import Message, Subscription
from customhouse.kernel.paging import Page
from customhouse.kernel.transaction import Transaction
from customhouse.policy.package import PolicyPackage
from customhouse.watchlists import hits, store
from customhouse.watchlists.asking import Questions
from customhouse.watchlists.events import HitDecided, PartiesScreened
from customhouse.watchlists.hits import Found
from customhouse.watchlists.lists import Lists
from customhouse.watchlists.model import Asked, GoodListed, Hit, HitLevel, HitOutcome, HitState, Match
from customhouse.watchlists.screening import asked_of
from customhouse.watchlists.search.index import Index
from customhouse.watchlists.shelf import Shelf

# A consignment that is dealt with is held against no further edition.
SETTLED = "settled"
KINDS = ("declaration.lodged", "declaration.amended", "declaration.withdrawn", "consignment.reopened")


@dataclass(frozen=True)
class Watchlists:
    declarations: Declarations
    policy: PolicyPackage
    shelf: Shelf
    lists: Lists = field(default_factory=Lists)

    @property
    def questions(self) -> Questions:
        return Questions(self.policy, self.shelf)

    def subscriptions(self) -> tuple[Subscription, ...]:
        return (Subscription("watchlists", KINDS, self.hear),)

    def hear(self, tx: Transaction, message: Message) -> None:
        self.screen(tx, message.subject)

    def ask(self, tx: Transaction, asked: Asked) -> list[tuple[Match, HitLevel]]:
        """Who in the lists this may be. Raises `Invalid`, and `Unavailable` while there is no index yet."""
        return self.questions.ask(tx, asked)

    def is_ready(self, tx: Transaction) -> bool:
        """Whether the lists as they are now can be searched."""
        return self.shelf.is_current(tx)

    # Consignments

    def screen(self, tx: Transaction, consignment_id: str) -> HitLevel:
        """Hold all who are named in a consignment against the lists; announced where it comes to something else.

        Without an index the consignment waits for the librarian.
        """
        declaration = self._declaration(tx, consignment_id)
        index = self.shelf.at_once(tx)
        if declaration is None or declaration.state is State.CLOSED:
            self._note_settled(tx, consignment_id)
            return self.level(tx, consignment_id)
        if index is None:
            self._note(tx, consignment_id, "", [])
            return HitLevel.NONE
        found = () if declaration.state is State.WITHDRAWN else self._found(tx, index, declaration)
        kept = hits.keep(tx, consignment_id, declaration.mrn, found)
        fingerprint = SETTLED if declaration.state is State.WITHDRAWN else index.fingerprint
        return self._note(tx, consignment_id, fingerprint, kept)

    def _declaration(self, tx: Transaction, consignment_id: str) -> Declaration | None:
        try:
            return self.declarations.get(tx, consignment_id)
        except NotFound:
            return None

    def _found(self, tx: Transaction, index: Index, declaration: Declaration) -> tuple[Found, ...]:
        """The best hits of each party."""
        questions = self.questions
        return tuple(
            Found(asked, match, level)
            for asked in asked_of(declaration.lodgement)
            for match, level in questions.among(tx, asked, questions.matches(tx, index, asked))
        )

    def _note(self, tx: Transaction, consignment_id: str, fingerprint: str, kept: Sequence[Hit]) -> HitLevel:
        """Keep by which lists it was screened and what that came to; tell it where that has changed."""
        before = store.find_screening(tx.connection, consignment_id)
        level = max((hit.weighs for hit in kept), key=lambda each: each.rank, default=HitLevel.NONE)
        standing = sum(hit.weighs is not HitLevel.NONE for hit in kept)
        row = {"consignment_id": consignment_id, "fingerprint": fingerprint, "level": level.value, "hits": standing}
        store.put_screening(tx.connection, {**row, "at": tx.now})
        was = (before["level"], before["hits"]) if before else (HitLevel.NONE.value, 0)
        if (level.value, standing) != was:
            tx.announce(PartiesScreened(subject=consignment_id, occurred_at=tx.now, level=level.value, hits=standing))
        return level

    def _note_settled(self, tx: Transaction, consignment_id: str) -> None:
        before = store.find_screening(tx.connection, consignment_id)
        if before is not None and before["fingerprint"] != SETTLED:
            store.put_screening(tx.connection, {**before, "fingerprint": SETTLED})

    def stale(self, tx: Transaction, most: int) -> list[str]:
        """Consignments that were held against other lists than those at hand."""
        index = self.shelf.index
        return store.stale_screenings(tx.connection, index.fingerprint, SETTLED, most) if index else []

    def level(self, tx: Transaction, consignment_id: str) -> HitLevel:
        """What the consignment's hits come to now."""
        row = store.find_screening(tx.connection, consignment_id)
        return HitLevel(row["level"]) if row else HitLevel.NONE

    # Hits

    def hits_of(self, tx: Transaction, consignment_id: str) -> list[Hit]:
        return hits.hits_of(tx, consignment_id)

    def hit(self, tx: Transaction, hit_id: str) -> Hit:
        """Raises `NotFound`."""
        return hits.get(tx, hit_id)

    def page(self, tx: Transaction, states: Sequence[HitState], cursor: str | None) -> Page[Hit]:
        return hits.page(tx, states, cursor)

    def counts(self, tx: Transaction) -> dict[str, int]:
        found = store.count_hits(tx.connection)
        return {state.value: found.get(state.value, 0) for state in HitState}

    def decide(self, tx: Transaction, hit_id: str, outcome: HitOutcome, note: str) -> Hit:
        """Raises `NotFound`, `Invalid` without a reason, `Conflict` where it is no hit any more."""
        return self._told(tx, hits.decide(tx, hit_id, outcome, note))

    def suppress(self, tx: Transaction, hit_id: str, reason: str, days: int | None) -> Hit:
        """Not the same, and not to be shown again until the good-list's entry expires or either side changes."""
        most = int(self.policy.number("watchlists.good_list_days", tx.now))
        wanted = most if days is None else days
        if not 1 <= wanted <= most:
            raise Invalid.one("days", "out_of_range", f"a pair stays on the good-list for 1 to {most} days")
        return self._told(tx, hits.suppress(tx, hit_id, reason, wanted))

    def end_suppression(self, tx: Transaction, good_id: str) -> None:
        hits.end_suppression(tx, good_id)

    def good_list(self, tx: Transaction, cursor: str | None) -> Page[GoodListed]:
        return hits.good_list(tx, cursor)

    def _told(self, tx: Transaction, hit: Hit) -> Hit:
        row = store.find_screening(tx.connection, hit.consignment_id)
        level = self._note(
            tx, hit.consignment_id, row["fingerprint"] if row else "", self.hits_of(tx, hit.consignment_id)
        )
        tx.announce(
            HitDecided(
                subject=hit.consignment_id,
                occurred_at=tx.now,
                hit_id=hit.id,
                role=hit.role,
                list_name=hit.list_name,
                outcome=hit.state.value,
                level=level.value,
            )
        )
        return hit
