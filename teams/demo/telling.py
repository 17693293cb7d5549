"""Telling the year: the team, its figures and its records, as the learner would have kept them."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction

from portfolio.models import Learner
from teams.demo.begun import BEGUN
from teams.demo.coaching import BEFORE, COACHING, SESSIONS
from teams.demo.days import Days
from teams.demo.diary import DIARY
from teams.demo.figures import STEADY, readings_of
from teams.demo.own import FEEDBACK, OWN
from teams.demo.people import COLLEAGUES, LEVELS, ROLES, SKILLS, WANTED
from teams.demo.plans import PLANS, WAITING
from teams.demo.reviews import FOLLOWED_UP, REVIEWS
from teams.demo.rotas import rotas
from teams.demo.service import CHECKS, INITIATIVES, PROBLEMS
from teams.demo.standards import STANDARDS
from teams.demo.story import Ago, Kept, Monday, Named, Told
from teams.demo.talking import COMMUNICATIONS
from teams.keeping import keep_record, list_under_members
from teams.leading import keep_member, start_team
from teams.models import Member, Reading, Record, Skill, SkillLevel, Team, TeamProfile
from teams.rostering import title_of_week

TEAM = "Billing enquiries"
LED_SINCE = 400
JOINED = 700


def ensure_team(learner: Learner, days: Days) -> bool:
    """Make the team with its year, whole or not at all; False if it is there already."""
    if learner.teams.exists():
        return False
    with transaction.atomic():
        Telling(learner, days).tell()
    return True


class Telling:
    """The team as far as it is told: its members, skills and records by name."""

    def __init__(self, learner: Learner, days: Days) -> None:
        self._learner = learner
        self._user = learner.user
        self._days = days
        self._members: dict[str, Member] = {}
        self._skills: dict[str, Skill] = {}
        # Of their own kinds, each with rows of its own.
        self.records: dict[str, Any] = {}

    def tell(self) -> None:
        self._team = self._start()
        self._people()
        for told in (*STANDARDS, *PLANS, *rotas(), *COACHING, *REVIEWS, *CHECKS, *PROBLEMS):
            self._keep(told)
        for told in (*INITIATIVES, *COMMUNICATIONS, *OWN, *FEEDBACK, *DIARY, *BEGUN):
            self._keep(told)
        self._figures()
        self._join_tasks()
        self._follow_up()

    # -- The team -----------------------------------------------------------------------------

    def _start(self) -> Team:
        team = Team(
            name=TEAM,
            workplace="Larkfield Water, Weston Quay",
            purpose="Eight advisers answer what customers ask about their water bills: by "
            "telephone, letter and webchat, Monday to Saturday, some 1,900 calls a week.",
            began_on=self._days.ago(LED_SINCE),
        )
        return start_team(team=team, learner=self._learner, user=self._user)

    def _people(self) -> None:
        for each in COLLEAGUES:
            main, back_up, wish, _ = ROLES[each.pseudonym]
            member = Member(
                team=self._team,
                pseudonym=each.pseudonym,
                real_name=each.real_name,
                job=main,
                responsibilities=f"{main}; stands in for: {back_up.lower()}.",
                strengths=each.strengths,
                development_needs=each.needs,
                wishes=f"{wish}.",
                contracted_hours=Decimal(each.hours),
                preferred_communication=each.told,
                access_needs=each.access,
                joined_on=self._days.ago(JOINED),
            )
            self._members[each.pseudonym] = keep_member(member=member, user=self._user)
        self._fill_matrix()
        profile = TeamProfile.objects.get(team=self._team)
        profile.allocation = (
            "Work goes to people by strength, by what they want to learn and by how much they have "
            "already; the reason stands beside each task. Thinnest cover: coaching and billing at "
            "level 3 and above."
        )
        profile.authority = (
            "Members decide on credits up to £30 and on swaps among themselves. Beyond that they "
            "come to me, or to Kit and Ash as deputies; above £250 it is the operations manager. "
            "Complaints that name a person go to the manager directly."
        )
        profile.save(update_fields=["allocation", "authority"])
        list_under_members(profile)

    def _fill_matrix(self) -> None:
        for name, wanted in zip(SKILLS, WANTED, strict=True):
            self._skills[name] = Skill.objects.create(team=self._team, name=name, wanted=wanted)
        SkillLevel.objects.bulk_create(
            SkillLevel(
                member=self._members[pseudonym],
                skill=self._skills[name],
                level=level,
                assessed_on=self._days.ago(218),
            )
            for pseudonym, levels in LEVELS.items()
            for name, level in zip(SKILLS, levels, strict=True)
        )

    # -- Records ------------------------------------------------------------------------------

    def _keep(self, told: Told) -> None:
        day = self._days.monday(told.days_ago) if told.is_weekly else self._days.ago(told.days_ago)
        record = told.model(
            team=self._team,
            title=self._said(told.title) or title_of_week(day),
            happened_on=day,
            **self._columns(told.columns),
        )
        members = [self._members[pseudonym] for pseudonym in told.members]
        keep_record(record=record, user=self._user, members=members)
        for name, rows in told.rows.items():
            self._rows(record, name, rows)
        list_under_members(record, members)
        self._date_back(record, told)
        self.records[told.key] = record

    def _rows(self, record: Record, name: str, rows: Iterable[Mapping[str, Any]]) -> None:
        related = getattr(record, name)
        made = [related.model(**{related.field.name: record}, **self._columns(row)) for row in rows]
        related.model.objects.bulk_create(made)

    def _date_back(self, record: Record, told: Told) -> None:
        """A record is stamped with the present moment, as it must be. Here, and only here, the
        story lies in the past."""
        ago = told.days_ago if told.written is None else told.written
        moment = self._days.moment(ago, 400)
        Record.objects.filter(pk=record.pk).update(created_at=moment, changed_at=moment)

    def _columns(self, columns: Mapping[str, Any]) -> dict[str, Any]:
        return {name: self._value(name, value) for name, value in columns.items()}

    def _value(self, name: str, value: Any) -> Any:
        match value:
            case Ago(days):
                return self._days.ago(days) if days >= 0 else self._ahead(-days)
            case Monday(days):
                return self._days.monday(days)
            case Named(pseudonym):
                return self._members[pseudonym]
            case Kept(key):
                return self.records[key]
            case str() if name == "skill":
                return self._skills.get(value)
            case str():
                return self._said(value)
        return value

    def _said(self, text: str) -> str:
        return text.format(on=self._days) if "{on:" in text else text

    def _ahead(self, days: int):
        return self._days.today + timedelta(days=days)

    # -- What hangs together ------------------------------------------------------------------

    def _figures(self) -> None:
        readings = [
            Reading(standard=self.records[key], taken_on=day, value=value)
            for key in STEADY
            for day, value in readings_of(key, self._days)
            if day <= self._days.today
        ]
        robin = self._members["Robin"]
        billing = ((SESSIONS[0][0] + 7, BEFORE), *((ago, figure) for ago, _, _, figure in SESSIONS))
        readings += [
            Reading(
                standard=self.records["fcr"],
                taken_on=self._days.ago(ago),
                value=figure,
                member=robin,
                note="Billing calls",
            )
            for ago, figure in (*billing, (29, 77))
        ]
        Reading.objects.bulk_create(readings)

    def _join_tasks(self) -> None:
        tasks = list(self.records[PLANS[0].key].tasks.order_by("pk"))
        for task, earlier in WAITING:
            tasks[task].after.add(tasks[earlier])

    def _follow_up(self) -> None:
        for earlier, later in FOLLOWED_UP.items():
            self.records[earlier].objectives.update(followed_up_in=self.records[later])
