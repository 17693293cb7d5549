"""The form of the team's profile."""

from teams.forms.records import RecordForm, side_by_side
from teams.models import TeamProfile


class TeamProfileForm(RecordForm):
    class Meta:
        model = TeamProfile
        fields = ["title", "happened_on", "allocation", "authority"]
        labels = {"happened_on": "As of"}
        help_texts = {"happened_on": "The day whose state of affairs this describes."}

    def layout(self):
        return (side_by_side("title", "happened_on"), "allocation", "authority")
