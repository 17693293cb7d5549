"""Reading the rows, all of them or those that a deed has touched."""

import re
from types import SimpleNamespace as Row

from django.db import models

from assessment.models import (
    Appeal,
    AssessorRecord,
    DirectClaimStatus,
    Enrolment,
    Hearing,
    Mapping,
    Submission,
    Sufficiency,
    UnitAllocation,
    Visit,
)
from portfolio.models import Allocation, AppendOnly, Evidence, Membership

HELD = Submission.mappings.through
AGAIN = Hearing.again.through
VISITED = Visit.allocations.through
KEPT = tuple(AppendOnly.__subclasses__())
READ = (
    *KEPT,
    *(Mapping, Submission, HELD, Evidence, Enrolment, Allocation, Membership, UnitAllocation),
    *(Sufficiency, Appeal, Hearing, AGAIN, Visit, VISITED, DirectClaimStatus, AssessorRecord),
)
Table = dict[int, Row]


class Writes:
    """Notes which tables statements write to, so that only these are read again."""

    WRITE = re.compile(r'\s*(?:INSERT(?: OR IGNORE)? INTO|UPDATE|DELETE FROM) "(\w+)"')

    def __init__(self) -> None:
        self.tables: set[str] = set()

    def __call__(self, execute, sql, params, many, context):
        if found := self.WRITE.match(sql):
            self.tables.add(found[1])
        return execute(sql, params, many, context)


def read_all() -> dict[type[models.Model], Table]:
    return {model: _read(model) for model in READ}


def _read(model: type[models.Model]) -> Table:
    return {row["id"]: Row(**row) for row in model.objects.order_by("pk").values()}


def read_some(written: set[str]) -> dict[type[models.Model], Table]:
    """The tables whose names are in ``written``."""
    return {model: _read(model) for model in READ if model._meta.db_table in written}
