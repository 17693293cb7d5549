"""The team itself as a record, so that its members and skills can become evidence."""

from collections.abc import Iterable

from teams.models.records import Kind, Record
from teams.models.teams import Member, prose


class TeamProfile(Record):
    """The team, its members and their skills, as they are. Each team has one."""

    KIND = Kind.SKILLS

    allocation = prose(
        "how work is allocated",
        "By which strengths, development needs and workload; what the gaps mean for that.",
    )
    authority = prose(
        "lines of communication and authority", "Who reports to whom, and who decides what."
    )

    def people(self) -> Iterable[Member | None]:
        return self.team.members.kept()
