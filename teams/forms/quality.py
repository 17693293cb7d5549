"""The forms of quality checks and communications."""

from crispy_forms.layout import Fieldset
from django import forms
from django.utils.html import format_html

from teams.forms.notes import NoteForm, dated
from teams.forms.records import side_by_side
from teams.models import Channel, CheckMethod, Communication, Member, QualityCheck
from teams.sheets.writing import written


class QualityCheckForm(NoteForm):
    title_help = "Left empty: the method, the colleague and the date."

    class Meta:
        model = QualityCheck
        fields = [
            "title",
            "happened_on",
            "method",
            "member",
            "standard",
            "sample",
            "score",
            "out_of",
            "good",
            "finding",
            "action",
            "follow_up",
        ]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["out_of"].help_text = "The most that can be reached."
        if not self.instance.pk:
            self._begin_as_last_time()

    def _begin_as_last_time(self):
        """Teams mostly check in one way, on one scale."""
        last = QualityCheck.objects.kept().filter(team=self.team).order_by("pk").last()
        if last:
            self.initial.setdefault("out_of", last.out_of)
            self.initial["method"] = self.initial.get("method") or last.method

    def layout(self):
        return (
            Fieldset(
                "What was looked at",
                side_by_side("method", "happened_on"),
                "sample",
                side_by_side("member", "standard"),
                "title",
            ),
            Fieldset("What was found", side_by_side("score", "out_of"), "good", "finding"),
            Fieldset("What follows from it", "action", "follow_up"),
        )

    def proposed_title(self, cleaned):
        if not cleaned.get("method"):
            return ""
        method, member = CheckMethod(cleaned["method"]).label, cleaned.get("member")
        whose = f"{method}: {written(member)}" if member else method
        return dated(whose, cleaned.get("happened_on"))


class AudienceField(forms.ModelMultipleChoiceField):
    """Colleagues to tick, and beside each how they like to be told things and what they need."""

    def label_from_instance(self, member):
        needs = " ".join(filter(None, (prefers(member), needs_of(member))))
        if not needs:
            return member.shown_name
        return format_html('{} <span class="audience-needs">{}</span>', member.shown_name, needs)


def prefers(member):
    return member.preferred_communication and f"Prefers: {member.preferred_communication}."


def needs_of(member):
    return member.access_needs and f"Needs: {member.access_needs}."


class CommunicationForm(NoteForm):
    title_help = "Left empty: the method and the date."
    looks_back = False  # a briefing may be planned for next week

    members = AudienceField(
        Member.objects.all(),
        label="For whom",
        required=False,
        help_text="Nobody ticked: the whole team.",
    )

    class Meta:
        model = Communication
        fields = [
            "title",
            "happened_on",
            "channel",
            "why",
            "message",
            "access",
            "heard",
            "outcome",
            "improve",
            "members",
        ]

    def layout(self):
        return (
            Fieldset(
                "How, and for whom",
                side_by_side("channel", "happened_on"),
                "title",
                "members",
                "why",
                "access",
            ),
            Fieldset("What was said", "message", "heard"),
            Fieldset("What came of it", "outcome", "improve"),
        )

    def proposed_title(self, cleaned):
        if not cleaned.get("channel"):
            return ""
        method = Channel(cleaned["channel"]).label.partition(":")[0]
        if cleaned["channel"] == Channel.ONE_TO_ONE and len(cleaned.get("members", ())) == 1:
            method = f"{method} with {written(cleaned['members'][0])}"
        return dated(method, cleaned.get("happened_on"))
