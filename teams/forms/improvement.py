"""The forms of problems and improvement initiatives."""

from crispy_forms.layout import HTML, Fieldset
from django.forms import BaseInlineFormSet

from teams.forms.notes import NoteForm, first_words
from teams.forms.records import OwnForm, Rows, side_by_side
from teams.models import Initiative, Problem, ProblemOption


class ProblemOptionForm(OwnForm):
    class Meta:
        model = ProblemOption
        fields = ["text", "in_favour", "against", "is_chosen"]

    def layout(self):
        return ("text", side_by_side("in_favour", "against"), "is_chosen")


class OptionsFormSet(BaseInlineFormSet):
    """Options of which one at most is chosen.

    No constraint of the database says so: it would refuse to move the choice to an earlier row,
    which is saved before the later one lets go of it.
    """

    def clean(self):
        super().clean()
        kept = (form for form in self.forms if not form.cleaned_data.get("DELETE"))
        chosen = [form for form in kept if form.cleaned_data.get("is_chosen")]
        for form in chosen[1:]:
            form.add_error("is_chosen", "Only one option can be chosen. Untick this or the other.")


class ProblemForm(NoteForm):
    title_help = "Left empty: the first words of what happened."
    rows = (
        Rows(
            "options",
            ProblemOption,
            ProblemOptionForm,
            "Options weighed",
            "At least two, with what speaks for and against each; doing nothing is one too. "
            "Mark the one you chose.",
            one="option",
            formset=OptionsFormSet,
            blank=2,
        ),
    )

    class Meta:
        model = Problem
        fields = [
            "title",
            "happened_on",
            "identified",
            "technique",
            "root_cause",
            "choice",
            "action",
            "informed",
            "result",
            "follow_up",
            "followed_up_on",
            "members",
        ]
        labels = {"happened_on": "Noticed on", "members": "Colleagues involved"}

    def layout(self):
        return (
            Fieldset("1 · Identify", "identified", side_by_side("happened_on", "title")),
            Fieldset("2 · Analyse", "technique", "root_cause"),
            Fieldset(
                "3 · Weigh the options",
                HTML(
                    '<p class="form-text">The options, each with its for and against, stand '
                    '<a href="#options-heading">at the end of this form</a>.</p>'
                ),
                "choice",
            ),
            Fieldset("4 · Act, and keep people informed", "action", "informed", "members"),
            Fieldset("5 · Check and follow up", "result", "follow_up", "followed_up_on"),
        )

    def proposed_title(self, cleaned):
        return first_words(cleaned.get("identified", ""))


class InitiativeForm(NoteForm):
    title_help = "Left empty: the first words of the gap."
    looks_back = False

    class Meta:
        model = Initiative
        fields = [
            "title",
            "happened_on",
            "gap",
            "standard",
            "ends_on",
            "planned",
            "done",
            "checked",
            "acted",
            "people_side",
            "outcome",
            "members",
        ]
        labels = {"happened_on": "Begins on", "members": "Colleagues involved"}
        help_texts = {
            "standard": "Its readings before and after then show what the initiative changed.",
            "ends_on": "Empty while it goes on.",
        }

    def layout(self):
        return (
            Fieldset(
                "The gap",
                "gap",
                "title",
                side_by_side("happened_on", "ends_on"),
                "standard",
            ),
            Fieldset("Plan, do, check, act", "planned", "done", "checked", "acted"),
            Fieldset("People and culture", "people_side", "members"),
            Fieldset("Outcome", "outcome"),
        )

    def proposed_title(self, cleaned):
        return first_words(cleaned.get("gap", ""))
