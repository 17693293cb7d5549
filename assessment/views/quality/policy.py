"""How much a centre samples of each qualification."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from assessment.forms.sampling import PolicyForm
from assessment.quality import access
from assessment.quality.plan import Frame
from assessment.quality.policies import (
    FACTS,
    ChangedMeanwhile,
    change_policy,
    policy_of,
    version_of,
)


@require_safe
def sampling_policy(request: HttpRequest) -> HttpResponse:
    """The policy of each qualification that learners are enrolled on."""
    frames = access.get_frames(request.user)
    policies = [(frame, policy_of(frame.centre, frame.qualification)) for frame in frames]
    context = {"policies": policies, "frames": frames}
    return render(request, "assessment/quality/policies.html", context)


@require_http_methods(["GET", "POST"])
def change_sampling_policy(request: HttpRequest, key: str) -> HttpResponse:
    """Change one policy; whoever saved it meanwhile is not overwritten unseen."""
    frame = access.frame_named(access.get_frames(request.user), key)
    policy = policy_of(frame.centre, frame.qualification)
    stands = {name: getattr(policy, name) for name in FACTS}
    form = PolicyForm(
        request.POST if request.method == "POST" else None,
        initial=stands | {"seen": version_of(policy)},
    )
    if form.is_valid() and _changed(request, frame, form):
        messages.success(request, f"The sampling policy of {frame.qualification} is saved.")
        return redirect("sampling-policy")
    context = {"frame": frame, "policy": policy, "form": form}
    return render(
        request,
        "assessment/quality/policy_form.html",
        context,
        status=422 if form.is_bound else 200,
    )


def _changed(request: HttpRequest, frame: Frame, form: PolicyForm) -> bool:
    try:
        changed = form.attempt(
            change_policy,
            centre=frame.centre,
            qualification=frame.qualification,
            by=request.user,
            **form.cleaned_data,
        )
    except ChangedMeanwhile as reason:
        form.add_error(None, str(reason))
        # Sent again, it replaces what the page now shows beside it.
        sent = request.POST.copy()
        sent["seen"] = version_of(policy_of(frame.centre, frame.qualification))
        form.data = sent
        return False
    return changed is not None
