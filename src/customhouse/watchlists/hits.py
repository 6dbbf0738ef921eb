"""Hits kept: what a screening found against what was known, and what officers decide of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from customhouse.kernel.errors import Conflict, Invalid, NotFound
from customhouse.kernel.ids import new_id
from customhouse.kernel.paging import PAGE_SIZE, Page, page_of
from customhouse.kernel.transaction import Transaction
from customhouse.watchlists import store
from customhouse.watchlists.model import Asked, Decision, GoodListed, Hit, HitLevel, HitOutcome, HitState, Match
from customhouse.watchlists.screening import entry_digest, party_digest

WAITING = (HitState.OPEN, HitState.NEEDS_MORE)
LONGEST_NOTE = 1000


@dataclass(frozen=True)
class Found:
    """A match of one party, with the level it reaches by the policy of the day."""

    asked: Asked
    match: Match
    level: HitLevel

    @property
    def key(self) -> tuple[str, str, str]:
        return self.asked.role, self.match.listed.list_name, self.match.listed.entry.source_id


def keep(tx: Transaction, consignment_id: str, mrn: str, found: Sequence[Found]) -> list[Hit]:
    """Bring the hits of a consignment in line with what was found now; decisions stand while both sides do."""
    suppressed = _suppressed(tx, found)
    known = {(hit.role, hit.list_name, hit.entry_id): hit for hit in hits_of(tx, consignment_id)}
    for each in found:
        before = known.pop(each.key, None)
        if before is not None:
            _renew(tx, before, each)
        elif _pair_of(each) not in suppressed:
            store.insert_hit(tx.connection, {"id": new_id(), **_row(tx, consignment_id, mrn, each)})
    for gone in known.values():
        if gone.state is not HitState.GONE:
            store.change_hit(tx.connection, gone.id, {"state": HitState.GONE.value, "updated_at": tx.now})
    return hits_of(tx, consignment_id)


def _renew(tx: Transaction, before: Hit, found: Found) -> None:
    row = _row(tx, before.consignment_id, before.mrn, found)
    stands = (before.party_digest, before.entry_digest) == (row["party_digest"], row["entry_digest"])
    if stands and before.state is not HitState.GONE:
        row["state"] = before.state.value
    row["found_at"] = before.found_at
    store.change_hit(tx.connection, before.id, row)


def _row(tx: Transaction, consignment_id: str, mrn: str, found: Found) -> dict[str, object]:
    asked, match = found.asked, found.match
    return {
        "consignment_id": consignment_id,
        "mrn": mrn,
        "role": asked.role,
        "name": asked.name[:400],
        "country": asked.country,
        "list_name": match.listed.list_name,
        "version": match.listed.version,
        "entry_id": match.listed.entry.source_id[:120],
        "score": match.score,
        "level": found.level.value,
        "state": HitState.OPEN.value,
        "matched": match.matched[:400],
        "explanation": dict(match.explanation),
        "found_at": tx.now,
        "updated_at": tx.now,
        "party_digest": party_digest(asked),
        "entry_digest": entry_digest(match.listed.entry),
    }


def _pair_of(found: Found) -> tuple[str, str, str, str]:
    listed = found.match.listed
    return party_digest(found.asked), listed.list_name, listed.entry.source_id, entry_digest(listed.entry)


def _suppressed(tx: Transaction, found: Iterable[Found]) -> set[tuple[str, str, str, str]]:
    parties = {party_digest(each.asked) for each in found}
    rows = store.good_pairs(tx.connection, parties, tx.now) if parties else []
    return {(row["party_digest"], row["list_name"], row["entry_id"], row["entry_digest"]) for row in rows}


# What officers read and decide


def hits_of(tx: Transaction, consignment_id: str) -> list[Hit]:
    """The strongest first."""
    return _with_decisions(tx, store.hits_of(tx.connection, consignment_id))


def get(tx: Transaction, hit_id: str) -> Hit:
    """Raises `NotFound`."""
    row = store.find_hit(tx.connection, hit_id)
    if row is None:
        raise NotFound("There is no such hit.")
    return _with_decisions(tx, [row])[0]


def page(tx: Transaction, states: Sequence[HitState], cursor: str | None) -> Page[Hit]:
    rows = store.page_of_hits(tx.connection, [state.value for state in states], cursor, PAGE_SIZE + 1)
    return page_of(_with_decisions(tx, rows), lambda hit: hit.id)


def decide(tx: Transaction, hit_id: str, outcome: HitOutcome, note: str) -> Hit:
    """Keep a decision beside the earlier ones; the last one counts.

    Raises `Invalid` where no reason is given, `Conflict` where the hit no longer stands.
    """
    told = told_reason(note, "note")
    hit = get(tx, hit_id)
    if hit.state is HitState.GONE:
        raise Conflict("This is no hit any more: the declaration or the list has changed since.")
    row = {"id": new_id(), "hit_id": hit_id, "at": tx.now, "by": tx.actor, "outcome": outcome.value, "note": told}
    store.insert_decision(tx.connection, row)
    store.change_hit(tx.connection, hit_id, {"state": outcome.value, "updated_at": tx.now})
    return get(tx, hit_id)


def suppress(tx: Transaction, hit_id: str, reason: str, days: int) -> Hit:
    """Decide that the two are not the same, and do not show this pair again for so many days."""
    hit = decide(tx, hit_id, HitOutcome.NOT_SAME, reason)
    names = hit.explanation["entry"]["names"]
    row = {
        "id": new_id(),
        "name": hit.name,
        "country": hit.country,
        "list_name": hit.list_name,
        "entry_id": hit.entry_id,
        "entry_name": str(names[0])[:400],
        "reason": told_reason(reason, "note"),
        "by": tx.actor,
        "since": tx.now,
        "expires_at": tx.now + timedelta(days=days),
        "party_digest": hit.party_digest,
        "entry_digest": hit.entry_digest,
    }
    store.insert_good(tx.connection, row)
    return hit


def end_suppression(tx: Transaction, good_id: str) -> None:
    """From now on the pair is shown again. Raises `NotFound`."""
    if not store.end_good(tx.connection, good_id, tx.now):
        raise NotFound("The good-list has no such pair in force.")


def good_list(tx: Transaction, cursor: str | None) -> Page[GoodListed]:
    rows = store.page_of_goods(tx.connection, cursor, PAGE_SIZE + 1)
    return page_of([GoodListed(**row) for row in rows], lambda good: good.id)


def told_reason(text: str, field: str) -> str:
    told = text.strip()
    if not told or len(told) > LONGEST_NOTE:
        raise Invalid.one(field, "missing", f"say why, in 1 to {LONGEST_NOTE} characters: others will ask")
    return told


def _with_decisions(tx: Transaction, rows: Sequence[store.Row]) -> list[Hit]:
    made: dict[str, list[Decision]] = {row["id"]: [] for row in rows}
    for row in store.decisions_of(tx.connection, list(made)) if made else []:
        made[row["hit_id"]].append(Decision(row["at"], row["by"], HitOutcome(row["outcome"]), row["note"]))
    return [
        Hit(
            **{
                **row,
                "level": HitLevel(row["level"]),
                "state": HitState(row["state"]),
                "decisions": tuple(made[row["id"]]),
            }
        )
        for row in rows
    ]
