"""What templates ask of files."""

from django import template

from portfolio.files.derivatives.looks import Look, look_of
from portfolio.models import EvidenceFile

register = template.Library()


@register.simple_tag(name="look_of")
def _look_of(file: EvidenceFile) -> Look:
    """How the file can be shown now: ``{% look_of file as look %}``."""
    return look_of(file)
