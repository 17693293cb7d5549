"""What could act in a page: found in its HTML as a browser reads it, whatever it looks like."""

from html.parser import HTMLParser

# Attributes of htmx that run what they hold; those below only if it begins so.
EVALUATED = ("hx-on", "hx-vars")
VALUES = ("hx-vals", "hx-headers", "hx-trigger")
ADDRESSES = ("href", "src", "action", "formaction", "data", "poster", "xlink:href", "srcdoc")
FOREIGN = ("iframe", "object", "embed", "base", "applet", "frame", "portal")


class _Reader(HTMLParser):
    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attributes):
        values = {name: value or "" for name, value in attributes}
        if tag in FOREIGN:
            self.found.append(f"<{tag}>")
        for name, value in values.items():
            if name.startswith(("on", *EVALUATED)):
                self.found.append(f"<{tag} {name}>")
            if name in VALUES and value.lstrip().startswith(("js:", "javascript:")):
                self.found.append(f"<{tag} {name}>")
            if name in ADDRESSES and self._leads_elsewhere(tag, value):
                self.found.append(f"<{tag} {name}={value[:60]!r}>")
        if tag == "meta" and "refresh" in values.get("http-equiv", "").lower():
            self.found.append("<meta refresh>")
        if tag == "script" and "src" not in values and values.get("type") != "application/json":
            self.found.append("<script>")

    def _leads_elsewhere(self, tag, value):
        value = "".join(value.split()).lower()
        if value.startswith(("javascript:", "vbscript:", "file:")):
            return True
        if value.startswith("data:"):
            return not value.startswith("data:image/") and tag == "img"
        # What a page loads is its own; where a link leads is another matter.
        return tag in ("script", "img", "link", "form") and value.startswith(("http", "//"))


def active_markup(html):
    """Scripts, handlers, frames, addresses that run or load: none of it is ever in our pages."""
    reader = _Reader()
    reader.feed(html)
    return reader.found
