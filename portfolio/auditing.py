"""Adding to the audit trail, under the lock of its chain."""

import hashlib
import hmac
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC
from functools import partial
from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from portfolio.compiling import Given, compiled_once
from portfolio.hashing import hash_of
from portfolio.models import Act, AuditChain, AuditEntry, Centre, Learner, User


@dataclass(frozen=True, slots=True)
class Deed:
    """What is to be entered: who did what, and on whose portfolio."""

    act: Act
    words: str
    by: User | None
    learner: Learner | None = None
    name: str = ""
    detail: Mapping[str, Any] = field(default_factory=dict)


def enter(
    act: Act,
    words: str,
    *,
    by: User | None,
    centre: Centre | int | None = None,
    learner: Learner | None = None,
    name: str = "",
    **detail: Any,
) -> AuditEntry:
    """Enter one act in the trail of its centre, in the transaction that does it.

    Call it as the last step: whoever else in the centre enters something waits until this
    transaction ends. ``learner``: whose portfolio it is about (the centre follows from it);
    ``name``: who did it, where they have no login. ``detail``: the keys of the rows it is about
    (``judgement=judgement.pk``), and JSON values, UUIDs, dates or decimals.
    """
    (entry,) = enter_all(
        [Deed(act, words, by, learner, name, detail)],
        centre=learner.centre_id if learner is not None else centre,
    )
    return entry


@transaction.atomic
def enter_of_person(act: Act, words: str, *, person: User, by: User | None, **detail: Any) -> None:
    """Enter what concerns a login: in each centre where it opens something, else where it did,
    else in the site's own trail."""
    memberships = person.current_memberships or person.memberships.all()
    centres = {membership.centre_id for membership in memberships}
    # Ascending, so that two who enter in the same centres never wait for each other in a ring.
    for centre in sorted(centres) or (None,):
        enter(act, words, by=by, centre=centre, person=person.pk, **detail)


# No savepoint of its own: what it is called in stands or falls with it.
@transaction.atomic(savepoint=False)
def enter_all(deeds: Iterable[Deed], *, centre: Centre | int | None) -> list[AuditEntry]:
    """Enter several acts of one centre, in order, however many by the same few statements."""
    deeds = list(deeds)
    if not deeds:
        return []
    chain = _locked_chain(centre.pk if isinstance(centre, Centre) else centre)
    entries = []
    for deed in deeds:
        entry = AuditEntry(
            chain=chain,
            number=chain.length + 1,
            at=timezone.now(),
            actor=deed.by,
            actor_name=_storable(deed.name or str(deed.by or "The site"))[:200],
            act=deed.act,
            learner=deed.learner,
            words=_short(_storable(deed.words)),
            detail=_as_stored(deed.detail),
            previous_hash=chain.last_hash,
        )
        entry.hash = hash_of_entry(entry)
        chain.length, chain.last_hash = entry.number, entry.hash
        entries.append(entry)
    AuditEntry.objects.bulk_create(entries)
    AuditChain.objects.filter(pk=chain.pk).update(
        length=chain.length, last_hash=chain.last_hash, seal=seal_of(chain)
    )
    return entries


def hash_of_entry(entry: AuditEntry) -> str:
    """SHA-256 (hex) of an entry with its place in the chain and the hash before it."""
    return hash_of(
        {
            "chain": entry.chain_id,
            "number": entry.number,
            "at": entry.at.astimezone(UTC).isoformat(),
            "actor": entry.actor_id,
            "actor_name": entry.actor_name,
            "act": str(entry.act),
            "learner": entry.learner_id,
            "words": entry.words,
            "detail": entry.detail,
            "previous": entry.previous_hash,
        }
    )


def seal_of(chain: AuditChain) -> str:
    """What only this site can make of the chain's head, so that a shortened one is noticed."""
    head = f"{chain.pk}:{chain.centre_id}:{chain.length}:{chain.last_hash}"
    return hmac.new(settings.AUDIT_KEY.encode(), head.encode(), hashlib.sha256).hexdigest()


def _locked_chain(centre: int | None) -> AuditChain:
    lock = _site_chain if centre is None else partial(_centre_chain, centre=centre)
    found = lock()
    if not found:
        # Two first entries at once: the constraint keeps one chain, and the second waits for it.
        AuditChain.objects.bulk_create([AuditChain(centre_id=centre)], ignore_conflicts=True)
        found = lock()
    (chain,) = found
    return chain


@compiled_once
def _centre_chain(centre: Given) -> QuerySet[AuditChain]:
    return AuditChain.objects.select_for_update(no_key=True).filter(centre=centre)


@compiled_once
def _site_chain() -> QuerySet[AuditChain]:
    return AuditChain.objects.select_for_update(no_key=True).filter(centre=None)


def _short(words: str) -> str:
    return words if len(words) <= 300 else f"{words[:299]}…"


def _storable(text: str) -> str:
    """``text`` without what PostgreSQL cannot store."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode()


def _as_stored(detail: Mapping[str, Any]) -> dict[str, Any]:
    """``detail`` as either database gives it back: it is hashed as it will be read."""
    return _same_everywhere(json.loads(json.dumps(dict(detail), cls=DjangoJSONEncoder)))


def _same_everywhere(value: Any) -> Any:
    if isinstance(value, str):
        return _storable(value)
    if isinstance(value, float):
        # PostgreSQL keeps numbers as decimals: 1e22 and -0.0 come back as whole numbers. It has
        # no infinity, which fails here.
        return int(value) if value == int(value) else value
    if isinstance(value, list):
        return [_same_everywhere(each) for each in value]
    if isinstance(value, dict):
        return {_storable(key): _same_everywhere(each) for key, each in value.items()}
    return value
