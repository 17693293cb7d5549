"""Pairs of assessors who decide on one criterion at the same moment: no decision may be lost.

By hand, against the database that the settings name (PostgreSQL, or SQLite in ``DATA_DIR``):

    DATA_DIR=/tmp/pairs SITE_MODE=development python -m tests.faults.decide_twice 500
"""

import os
import sys
import threading
from uuid import UUID, uuid4


def decide_at_once(mapping, assessors, pairs: int) -> tuple[int, list[Exception]]:
    """Let both decide ``pairs`` times, each time together and each form sent twice.

    How many were told that somebody else had decided meanwhile, and what went wrong.
    """
    start = threading.Barrier(len(assessors))
    told, failures = [], []

    def decide_as(user) -> None:
        from django.db import connections

        try:
            for _ in range(pairs):
                seen = _newest(mapping)
                # Nobody decides before the other has read the same.
                start.wait(timeout=60)
                key = uuid4()
                start.wait(timeout=60)
                recorded = _decide(mapping, user, seen, key)
                start.wait(timeout=60)
                told.append(recorded.overtaken is not None)
                _decide(mapping, user, seen, key)
        except Exception as error:  # noqa: BLE001 - reported
            failures.append(error)
            start.abort()
        finally:
            connections.close_all()

    threads = [threading.Thread(target=decide_as, args=(user,)) for user in assessors]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(told), failures


def _newest(mapping) -> int:
    from assessment.models import Judgement

    newest = Judgement.objects.filter(mapping=mapping).order_by("pk").last()
    return newest.pk if newest else 0


def _decide(mapping, user, seen: int, key: UUID):
    from assessment.marking.judging import record_judgement
    from assessment.models import Mapping

    # As in a request of its own: nothing read earlier is used again.
    mapping = Mapping.objects.select_related("evidence__learner").get(pk=mapping.pk)
    return record_judgement(
        mapping=mapping,
        assessor=user,
        decision="met",
        reason="Looked at anew.",
        submission=mapping.evidence.submissions.get(),
        seen=seen,
        request_key=key,
    )


def main() -> int:
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from assessment.models import Judgement
    from portfolio.models import Act, Allocation, AuditEntry, Membership, Role, User
    from tests.seeding import fill_centre

    pairs = int(sys.argv[1]) if len(sys.argv) > 1 else 500
    call_command("migrate", verbosity=0)
    seeded = fill_centre(learners=1, criteria=20, items=3)
    second = User.objects.create(username="rosa", name="Rosa Adeyemi")
    learner = seeded.enrolment.learner
    membership = Membership.objects.create(centre=learner.centre, user=second, role=Role.ASSESSOR)
    Allocation.objects.create(learner=learner, membership=membership)
    waiting = next(item for stage, item in seeded.items.items() if stage.key == "awaiting")
    mapping = waiting.mappings.filter(criterion__isnull=False).first()
    told, failures = decide_at_once(mapping, (seeded.assessor, second), pairs)
    kept = Judgement.objects.filter(mapping=mapping).count()
    entered = AuditEntry.objects.filter(act=Act.DECISION).count()
    print(
        f"{connection.vendor}: {pairs} pairs, each form sent twice: {kept} decisions kept, "
        f"{entered} entered, {told} told of the other's, {len(failures)} failures"
    )
    for failure in failures:
        print(repr(failure))
    return int(bool(failures) or not kept == entered == 2 * pairs or told != pairs)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portfolio.settings")
    sys.exit(main())
