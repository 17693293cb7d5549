"""The glossary, searched as one types."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from assessment.advice.glossary.reading import glossary_for

LONGEST_SEARCH = 100


@require_safe
def glossary(request: HttpRequest) -> HttpResponse:
    """Words, concepts and tips; ``?q=…`` for some of them."""
    sought = request.GET.get("q", "").replace("\x00", "").strip()[:LONGEST_SEARCH]
    groups = glossary_for(request.user, sought)
    context = {
        "groups": groups,
        "sought": sought,
        "found": sum(len(group.entries) for group in groups),
    }
    name = "_glossary_groups.html" if request.htmx else "glossary.html"
    return render(request, f"assessment/advice/{name}", context)
