"""Say whether the audit trail is whole, and if not, where its first broken link is."""

import re
from argparse import ArgumentParser
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from assessment.archive.trails import fault_of
from assessment.facts import untold_anywhere, untold_in
from assessment.models import CarriedTrail
from portfolio.models import AuditChain
from portfolio.verifying import Fault, Walk, chains_without_head, verify_chain

NOTED = re.compile(r"([1-9][0-9]{0,17}):([0-9a-f]{64})")


class Command(BaseCommand):
    help = (
        "Verify the audit trail: every entry, its place, and each chain's head. Names the first "
        "broken link of each chain and ends with status 1 if there is any. Prints each chain's "
        "length and last hash: note them outside this machine, and give them back with --expect."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--centre", metavar="NAME", help="Only this centre’s chain; “The site” has one, too."
        )
        parser.add_argument(
            "--expect",
            metavar="LENGTH:HASH",
            action="append",
            default=[],
            help="An entry as it was noted earlier; with --centre. May be given several times.",
        )

    def handle(self, *, centre: str | None, expect: list[str], **_: Any) -> None:
        noted = _noted(expect)
        if noted and centre is None:
            raise CommandError("--expect is about one chain: name its centre with --centre.")
        walks = [self._verified(chain, noted) for chain in _chains(centre)]
        faults = [walk.fault for walk in walks if walk.fault]
        if centre is None:
            elsewhere = (*chains_without_head(), *untold_anywhere(walks), *_altered_since_carried())
            faults.extend(self._said(fault) for fault in elsewhere)
        if faults:
            raise CommandError("The audit trail is broken. The first broken links are named above.")
        if not walks:
            self.stdout.write("There is no entry yet.")

    def _verified(self, chain: AuditChain, noted: dict[int, str]) -> Walk:
        walk = verify_chain(chain, noted)
        walk.fault = walk.fault or untold_in(walk)
        if walk.fault:
            self._said(walk.fault)
        else:
            self.stdout.write(f"{chain}: whole. {walk.length}:{walk.last_hash}")
        return walk

    def _said(self, fault: Fault) -> Fault:
        self.stdout.write(f"BROKEN {fault}")
        return fault


def _altered_since_carried() -> Iterator[Fault]:
    """Trails that came with portfolios from other installations and are not as they came."""
    for carried in CarriedTrail.objects.select_related("learner__user").iterator():
        if words := fault_of(carried.content):
            yield Fault(str(carried), None, words)


def _chains(centre: str | None) -> list[AuditChain]:
    chains = list(AuditChain.objects.select_related("centre").order_by("pk"))
    found = [chain for chain in chains if centre in (None, str(chain))]
    if centre is not None and not found:
        raise CommandError(f"There is no audit trail of a centre called “{centre}”.")
    return found


def _noted(expected: list[str]) -> dict[int, str]:
    noted = {}
    for text in expected:
        match = NOTED.fullmatch(text.strip().lower())
        if match is None:
            raise CommandError(f"“{text}” is not LENGTH:HASH as this command prints it.")
        noted[int(match[1])] = match[2]
    return noted
