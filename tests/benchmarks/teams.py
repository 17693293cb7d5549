"""What the largest pages of a team cost: CPU time, queries and size, on PostgreSQL.

    ./run bench teams

A team of 50 with 40 skills and 5,000 records of a year. Measured as tests/benchmarks/pages.py does.
"""

import os
from datetime import timedelta
from itertools import cycle, islice

import django

from tests.benchmarks.pages import Page, client_of, cost_of, report, sending

MEMBERS, SKILLS, RECORDS = 50, 40, 5000
DAYS = 360
AT_ONCE = 2000


def fill_team(learner, members=MEMBERS, skills=SKILLS, records=RECORDS):
    """A team with a level in each cell of its matrix, and records of kinds that stand alone."""
    # Django's and our own modules want settings; this file is imported without any.
    from teams.models import Skill, SkillLevel
    from tests.teams import make_team

    people = [f"Colleague {number:02}" for number in range(1, members + 1)]
    team = make_team(learner, members=people, name="Large team")
    Skill.objects.bulk_create(
        Skill(team=team, name=f"Skill {number:02}", wanted=5) for number in range(1, skills)
    )
    team_members, team_skills = list(team.members.all()), list(team.skills.all())
    levels = cycle((0, 1, 2, 3, 4, 3, 2))
    SkillLevel.objects.bulk_create(
        SkillLevel(member=member, skill=skill, level=next(levels))
        for member in team_members
        for skill in team_skills
    )
    _fill_timeline(team, team_members, records)
    return team


def _fill_timeline(team, members, count):
    """Rows of several tables cannot be made in bulk: a record is saved, its people are not."""
    from django.utils import timezone

    from teams.models import (
        Communication,
        DiaryEntry,
        Feedback,
        Initiative,
        Problem,
        QualityCheck,
        Record,
        SelfAssessment,
    )

    models = (
        Communication,
        DiaryEntry,
        Feedback,
        Initiative,
        Problem,
        QualityCheck,
        SelfAssessment,
    )
    today = timezone.localdate()
    made = []
    for number, model in enumerate(islice(cycle(models), count)):
        day = today - timedelta(days=number % DAYS)
        made.append(model(team=team, title=f"Record {number}", happened_on=day))
        made[-1].save()
    through = Record.members.through
    through.objects.bulk_create(
        (
            through(record_id=record.pk, member_id=members[(number + place) % len(members)].pk)
            for number, record in enumerate(made)
            for place in range(2)
        ),
        batch_size=AT_ONCE,
    )


def pages_of(team) -> list[Page]:
    """The login page, by which the others are judged, and then the team's."""
    from django.urls import reverse

    from teams.models import TeamProfile

    learner = client_of(team.learner.user)
    member = team.members.first()
    timeline = reverse("team-timeline", args=[team.code])

    def get(address, **asked):
        return lambda: learner.get(address, asked)

    login = client_of(None)
    matrix = TeamProfile.objects.get(team=team).get_absolute_url()
    return [
        Page("Login", lambda: login.get(reverse("login"))),
        Page("Overview", get(team.get_absolute_url()), 60, 20, 80),
        Page("Timeline", get(timeline), 80, 10, 130),
        Page("Timeline, its last page", get(timeline, page="100"), 80, 10, 130),
        Page("Timeline, of a colleague", get(timeline, member=member.code), 80, 11, 130),
        Page("Timeline, words in any text", get(timeline, q="Record 49"), 120, 10, 130),
        Page("Members", get(reverse("members", args=[team.code])), 40, 8, 100),
        Page("A member", get(member.get_absolute_url()), 40, 10, 100),
        Page("Skills matrix", get(matrix), 100, 16, 500),
        Page("Setting one level", setting(learner, team), 15, 20, writes=True),
    ]


def setting(client, team):
    """Set a cell of the matrix as its script does."""
    from django.urls import reverse

    member, skill = team.members.first(), team.skills.first()
    send = sending(client, reverse("skill-level", args=[team.code]))
    return lambda: send({"cell": f"{member.pk}-{skill.pk}-4"})


def main() -> None:
    os.environ.setdefault("LOG_LEVEL", "WARNING")
    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from tests.seeding import fill_centre

    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    learner = fill_centre(learners=1, criteria=20, items=4).enrolment.learner
    team = fill_team(learner)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    print(f"A team of {MEMBERS} with {SKILLS} skills and {RECORDS} records")
    print(report({page: cost_of(page) for page in pages_of(team)}))


if __name__ == "__main__":
    main()
