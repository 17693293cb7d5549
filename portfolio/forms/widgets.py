"""Widgets of our own."""

from typing import Any

from django import forms
from django.forms.renderers import TemplatesSetting


class NarrativeWidget(forms.Textarea):
    """A ``<textarea>`` for a narrative's HTML; with JavaScript, an editor.

    What comes back is whatever was sent: clean it on the server (``narrative.clean``).
    """

    template_name = "portfolio/widgets/narrative.html"

    class Media:
        css = {"all": ["css/narrative.css"]}
        js = [forms.Script("js/narrative.js", type="module")]

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"rows": 10, "data-narrative": "true", **(attrs or {})})

    def use_required_attribute(self, initial: Any) -> bool:
        """Never: the browser cannot point at a hidden field. The form says it is missing."""
        return False

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["attrs"]["data-required"] = str(self.is_required).lower()
        return context

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> str:
        """Draw from the site's own templates, whatever renderer the form has."""
        return super().render(name, value, attrs, TemplatesSetting())
