"""Which document it is: what of a portfolio it tells, and what its cover looks like."""

from dataclasses import dataclass

from assessment.models import Export, UnitSpecification, Variant
from portfolio.models import Centre

# Weights of red, green and blue in how light a colour is (ITU-R BT.709); above this share of
# white, dark letters are easier to read on it.
LIGHTNESS = (0.2126, 0.7152, 0.0722)
LIGHT = 0.55
DARK_INK, LIGHT_INK = "#241c22", "#ffffff"


@dataclass(frozen=True, slots=True)
class Contents:
    """What of a portfolio is told. ``units``: codes of the qualification, or None for all."""

    variant: str = Variant.FULL
    units: tuple[str, ...] | None = None

    @property
    def has_quality(self) -> bool:
        """Whether the records of internal quality assurance are in it."""
        return self.variant == Variant.FULL

    @property
    def words(self) -> str:
        """Which document it is, as its cover says."""
        if self.units is not None:
            return f"Chosen units: {', '.join(self.units)}"
        return "Learner’s copy" if self.variant == Variant.LEARNER else "Full portfolio"


FULL = Contents()


@dataclass(frozen=True, slots=True)
class Cover:
    """How the centre's covers look. ``logo``: as it is stored; ``ink``: legible on the colour."""

    logo: str
    colour: str
    ink: str
    words: str


def contents_of(export: Export) -> Contents:
    """What ``export`` asks for; the units by their codes in its qualification."""
    if export.variant != Variant.UNITS:
        return Contents(export.variant)
    specifications = UnitSpecification.objects.filter(
        uses__group__qualification=export.enrolment.qualification_id,
        unit__in=export.units.values("pk"),
    )
    codes = specifications.order_by("code").values_list("code", flat=True).distinct()
    return Contents(export.variant, tuple(codes))


def cover_of(centre: Centre) -> Cover:
    """The centre's own cover."""
    colour = centre.cover_colour
    channels = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    lightness = sum(weight * channel for weight, channel in zip(LIGHTNESS, channels, strict=True))
    ink = DARK_INK if lightness > LIGHT else LIGHT_INK
    return Cover(centre.logo_as, colour, ink, centre.cover_words)
