"""Writing in the diary in a moment."""

from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from portfolio.models import User
from teams import access, keeping
from teams.catalogue import CATALOGUE
from teams.forms.development import QuickDiaryForm
from teams.models import DiaryEntry, Kind
from teams.views.saying import say_saved


@require_http_methods(["GET", "POST"])
def write_diary(request: HttpRequest, code: UUID) -> HttpResponse:
    """One text and Save. The diary's list has the same form at its top."""
    team = access.get_kept_team(request.user, code)
    form = QuickDiaryForm(request.POST or None, team=team)
    if form.is_valid():
        _write(request.user, form)
        say_saved(request, "Written in your diary.", form)
        return redirect("record-list", team.code, Kind.DIARY)
    context = {"team": team, "entry": CATALOGUE[Kind.DIARY], "form": form}
    return render(request, "teams/diary_write.html", context, status=422 if form.is_bound else 200)


def _write(user: User, form: QuickDiaryForm) -> None:
    """Save the entry; a double tap saves it once."""
    try:
        keeping.keep_record(user=user, **form.kept)
    except keeping.SentTwice:
        entry = form.instance
        if DiaryEntry.objects.filter(code=entry.code, team=form.team, text=entry.text).exists():
            return
        # The browser's history shows the form that was sent: other words in it are another entry.
        entry.code = uuid4()
        keeping.keep_record(user=user, **form.kept)
