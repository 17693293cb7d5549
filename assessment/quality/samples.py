"""What IQAs found of a learner, as assessors and assurers read it."""

from collections import defaultdict
from dataclasses import dataclass

from assessment.models import Sample, SampledDecision, Unit
from portfolio.models import Learner


@dataclass(frozen=True, slots=True)
class SampleReport:
    """One sample with the decisions that were looked at."""

    sample: Sample
    decisions: tuple[SampledDecision, ...]

    @property
    def disagreed(self) -> tuple[SampledDecision, ...]:
        return tuple(one for one in self.decisions if not one.agrees)

    @property
    def commented(self) -> tuple[SampledDecision, ...]:
        """Those agreed with that the IQA said something about."""
        return tuple(one for one in self.decisions if one.agrees and one.comment)


def samples_of(learner: Learner, unit: Unit | None = None) -> tuple[SampleReport, ...]:
    """All samples of ``learner``, or those of ``unit``, newest first; two queries."""
    samples = Sample.objects.filter(learner=learner).select_related(
        "iqa", "unit", "sign_off__assessor"
    )
    if unit is not None:
        samples = samples.filter(unit=unit)
    decisions: dict[int, list[SampledDecision]] = defaultdict(list)
    for one in (
        SampledDecision.objects.filter(sample__in=samples.order_by().values("pk"))
        .select_related(
            "judgement__assessor",
            "judgement__mapping__evidence",
            "judgement__mapping__criterion__outcome__unit",
            "judgement__mapping__marking_point",
        )
        .defer("judgement__mapping__evidence__narrative")
        .order_by("pk")
    ):
        decisions[one.sample_id].append(one)
    return tuple(
        SampleReport(sample, tuple(decisions[sample.pk])) for sample in samples.order_by("-pk")
    )
