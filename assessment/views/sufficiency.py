"""How much evidence the centre asks for: the rules, listed and kept."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from assessment.forms.sufficiency import ChangeRuleForm, RuleForm
from assessment.models import Qualification, Sufficiency
from assessment.sign_off import sufficiency_rules
from portfolio.access import administered_centres
from portfolio.models import User


@require_safe
def sufficiency(request: HttpRequest) -> HttpResponse:
    """Every qualification with its rules."""
    centres = list(administered_centres(request.user))
    context = {
        "centres": centres,
        "qualifications": sufficiency_rules.rules_by_qualification(centres),
    }
    return render(request, "assessment/sufficiency.html", context)


@require_http_methods(["GET", "POST"])
def add_rule(request: HttpRequest, code: str) -> HttpResponse:
    """A rule for a qualification, one of its units or a criterion."""
    centres = administered_centres(request.user)
    qualification = get_object_or_404(Qualification, code=code)
    form = RuleForm(request.POST or None, qualification=qualification, centres=centres)
    if form.is_valid():
        rule = form.attempt(
            sufficiency_rules.add_rule,
            qualification=qualification,
            by=request.user,
            **form.cleaned_data,
        )
        if rule:
            return _saved(request, rule)
    return _form_page(request, form, f"Sufficiency in {qualification.code}", qualification.title)


@require_http_methods(["GET", "POST"])
def change_rule(request: HttpRequest, pk: int) -> HttpResponse:
    """Other numbers for a rule."""
    rule = _get_rule(request.user, pk)
    form = ChangeRuleForm(
        request.POST or None, initial={"items": rule.items, "methods": rule.methods}
    )
    if form.is_valid():
        changed = form.attempt(
            sufficiency_rules.change_rule,
            rule=rule,
            seen=_seen(request, rule),
            by=request.user,
            **form.cleaned_data,
        )
        if changed:
            return _saved(request, changed)
    title = f"Sufficiency for {sufficiency_rules.named(rule)}"
    return _form_page(request, form, title, rule.qualification.title, rule)


@require_http_methods(["GET", "POST"])
def remove_rule(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, then remove the rule."""
    if request.method == "POST" and not _rules(request.user).filter(pk=pk).exists():
        # Clicked twice, or by two people.
        messages.info(request, "This rule is removed already.")
        return redirect("sufficiency")
    rule = _get_rule(request.user, pk)
    name = sufficiency_rules.named(rule)
    if request.method == "POST":
        sufficiency_rules.remove_rule(rule=rule, by=request.user)
        messages.success(request, f"The rule for {name} is removed.")
        return redirect("sufficiency")
    context = {"rule": rule, "name": name, "words": sufficiency_rules.words_of(rule)}
    return render(request, "assessment/sufficiency_remove.html", context)


def _rules(user: User):
    return Sufficiency.objects.filter(centre__in=administered_centres(user)).select_related(
        "centre", "qualification", "unit", "criterion__outcome__unit"
    )


def _get_rule(user: User, pk: int) -> Sufficiency:
    """Return the rule of a centre that ``user`` administers; 404 for any other."""
    return get_object_or_404(_rules(user), pk=pk)


def _seen(request: HttpRequest, rule: Sufficiency) -> tuple[int, int]:
    """What the page showed, as the form sends it back."""
    sent = request.POST.get("seen", "").split("-")
    if len(sent) == 2 and all(number.isdecimal() and len(number) < 4 for number in sent):
        return int(sent[0]), int(sent[1])
    return rule.items, rule.methods


def _saved(request: HttpRequest, rule: Sufficiency) -> HttpResponse:
    name, words = sufficiency_rules.named(rule), sufficiency_rules.words_of(rule)
    messages.success(request, f"Asked for now: {words} for {name}.")
    return redirect("sufficiency")


def _form_page(
    request: HttpRequest,
    form: ChangeRuleForm,
    title: str,
    lead: str,
    rule: Sufficiency | None = None,
) -> HttpResponse:
    context = {"form": form, "title": title, "lead": lead, "rule": rule}
    status = 422 if form.is_bound else 200
    return render(request, "assessment/sufficiency_form.html", context, status=status)
