"""What is said after a form was saved."""

from django.contrib import messages
from django.http import HttpRequest

from teams.forms import OwnForm


def say_saved(request: HttpRequest, words: str, form: OwnForm) -> None:
    """Say ``words``, and that real names typed into ``form`` were replaced, if any were."""
    messages.success(request, words)
    if form.notice:
        messages.info(request, form.notice)
