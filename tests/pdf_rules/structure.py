"""Whether the structure tree reads well and fits the pages (ISO 14289-1, 7.2 to 7.18)."""

from collections import Counter
from dataclasses import dataclass, field

import pikepdf

from tests.pdf_rules.marking import parent_tree

STANDARD = set(
    "Document Part Art Sect Div BlockQuote Caption TOC TOCI Index NonStruct Private P H H1 H2 H3 "
    "H4 H5 H6 L LI Lbl LBody Table TR TH TD THead TBody TFoot Span Quote Note Reference BibEntry "
    "Code Link Annot Ruby RB RT RP Warichu WT WP Figure Formula Form".split()
)
# Of each type, what stands in it. Others may hold anything.
HOLDS = {
    "Table": set("TR THead TBody TFoot Caption".split()),
    "THead": {"TR"},
    "TBody": {"TR"},
    "TFoot": {"TR"},
    "TR": {"TH", "TD"},
    "L": {"LI", "L", "Caption"},
    "LI": {"Lbl", "LBody"},
    "TOC": {"TOC", "TOCI", "Caption"},
}
# Of each type, where it stands.
STANDS_IN = {
    "TR": {"Table", "THead", "TBody", "TFoot"},
    "TH": {"TR"},
    "TD": {"TR"},
    "LI": {"L"},
    "LBody": {"LI"},
    "THead": {"Table"},
    "TBody": {"Table"},
    "TFoot": {"Table"},
}
HEADINGS = {f"H{level}": level for level in range(1, 7)}
NEED_WORDS = {"Figure", "Formula"}
HIDDEN, PRINT = 2, 4


@dataclass
class Found:
    """What the walk through the tree comes by."""

    faults: list = field(default_factory=list)
    marks: dict = field(default_factory=dict)  # by page or form: how often each MCID is named
    objects: dict = field(default_factory=dict)  # by annotation: the type of its element
    level: int = 0
    notes: set = field(default_factory=set)
    heads: list = field(default_factory=list)  # TH without a scope, by their ID
    named_heads: set = field(default_factory=set)  # by the cells below or beside them

    def say(self, words):
        self.faults.append(words)


def structure_faults(pdf, marked):
    root = pdf.Root.get("/StructTreeRoot")
    if root is None:
        return
    found = Found()
    roles = {str(key): str(value) for key, value in root.get("/RoleMap", {}).items()}
    _walk(root, roles, found)
    yield from found.faults
    for head in found.heads:
        if head not in found.named_heads:
            yield "A TH does not say what it heads: it has no Scope, and no cell names it."
    yield from _content_faults(marked, found)
    for number, page in enumerate(pdf.pages, 1):
        yield from _annotation_faults(pdf, page, f"page {number}", found)


def _walk(root, roles, found):
    """Depth first and in reading order, without recursion: trees of strangers may be deep."""
    seen = set()
    waiting = [(kid, root, None, None) for kid in reversed(_kids(root))]
    while waiting:
        node, parent, above, page = waiting.pop()
        if not isinstance(node, pikepdf.Dictionary):
            _content(node, page, above, found)
        elif node.get("/Type") in ("/MCR", "/OBJR"):
            _content(node, node.get("/Pg", page), above, found)
        elif node.objgen != (0, 0) and node.objgen in seen:
            found.say("An element stands in two places of the structure tree.")
        else:
            seen.add(node.objgen)
            kind = _kind(node, roles, found)
            _element(node, parent, kind, above, found)
            own = node.get("/Pg", page)
            waiting.extend((kid, node, kind, own) for kid in reversed(_kids(node)))


def _kids(node):
    kids = node.get("/K")
    if kids is None:
        return []
    return list(kids) if isinstance(kids, pikepdf.Array) else [kids]


def _kind(node, roles, found):
    kind = str(node.get("/S", ""))
    for _ in range(len(roles) + 1):
        if kind[1:] in STANDARD or kind not in roles:
            break
        kind = roles[kind]
    if kind[1:] not in STANDARD:
        found.say(f"The type {kind[1:] or 'of an element'} is no standard one, nor mapped to one.")
    return kind[1:]


def _element(node, parent, kind, above, found):
    if node.get("/P") is None or node.P.objgen != parent.objgen:
        found.say(f"An element {kind} does not name the element it stands in.")
    if kind in NEED_WORDS and not _words(node):
        found.say(f"A {kind} has no alternative text.")
    if kind == "Link" and not any(_is_object(kid) for kid in _kids(node)):
        found.say("A Link leads nowhere: it has no OBJR.")
    _place(kind, above, found)
    _head(node, kind, found)
    _note(node, kind, found)


def _place(kind, above, found):
    if kind in STANDS_IN and above not in STANDS_IN[kind]:
        found.say(f"A {kind} stands in {above or 'no element'}.")
    if above in HOLDS and kind not in HOLDS[above]:
        found.say(f"A {above} holds a {kind}.")


def _head(node, kind, found):
    """Headings of sections, and those of tables."""
    if kind in HEADINGS:
        if HEADINGS[kind] > found.level + 1:
            found.say(f"A heading H{HEADINGS[kind]} follows one of level {found.level}.")
        found.level = HEADINGS[kind]
    if kind == "TH" and not list(_attributes(node, "/Scope")):
        found.heads.append(str(node.get("/ID", "")))
    for names in _attributes(node, "/Headers"):
        found.named_heads.update(str(name) for name in names)


def _note(node, kind, found):
    if kind != "Note":
        return
    identity = str(node.get("/ID", ""))
    if not identity or identity in found.notes:
        found.say("A Note has no ID of its own.")
    found.notes.add(identity)


def _words(node):
    return str(node.get("/Alt", "")).strip() or str(node.get("/ActualText", "")).strip()


def _attributes(node, name):
    attributes = node.get("/A", [])
    each = attributes if isinstance(attributes, pikepdf.Array) else [attributes]
    for one in each:
        if isinstance(one, pikepdf.Dictionary) and name in one:
            yield one[name]


def _is_object(kid):
    return isinstance(kid, pikepdf.Dictionary) and kid.get("/Type") == "/OBJR"


def _content(kid, page, kind, found):
    if _is_object(kid):
        found.objects[kid.Obj.objgen] = kind
        return
    if isinstance(kid, pikepdf.Dictionary):
        owner, number = kid.get("/Stm", page), int(kid.MCID)
    else:
        owner, number = page, int(kid)
    if owner is None:
        found.say(f"An element {kind} names MCID {number}, but no page.")
        return
    found.marks.setdefault(owner.objgen, Counter())[number] += 1


def _content_faults(marked, found):
    for owner, counter in marked.streams.items():
        named, name = found.marks.get(owner, Counter()), marked.names[owner]
        for number in sorted(set(counter) - set(named)):
            yield f"On {name} MCID {number} is in no element of the tree."
        for number in sorted(set(named) - set(counter)):
            yield f"An element names MCID {number} of {name}, which is not there."
        for number in sorted(number for number, times in named.items() if times > 1):
            yield f"MCID {number} of {name} is in several elements."
    for owner in set(found.marks) - set(marked.streams):
        yield f"An element names content of object {owner[0]}, which is shown on no page."


def _annotation_faults(pdf, page, name, found):
    annotations = [each for each in page.obj.get("/Annots", []) if each.Subtype != "/Popup"]
    if annotations and page.obj.get("/Tabs") != "/S":
        yield f"On {name} the tab key does not follow the structure (Tabs)."
    parents = parent_tree(pdf) if annotations else {}
    for annotation in annotations:
        kind = str(annotation.Subtype)[1:]
        if kind == "Widget" and not str(_inherited(annotation, "/TU")):
            yield f"A form field on {name} has no name that can be read out (TU)."
        if not _is_unseen(annotation, page):
            yield from _tag_faults(annotation, kind, name, found, parents)


def _tag_faults(annotation, kind, name, found, parents):
    if kind == "Link" and not str(annotation.get("/Contents", "")).strip():
        yield f"A link on {name} has no text that says where it leads (Contents)."
    wanted = {"Link": "Link", "Widget": "Form"}.get(kind, "Annot")
    if found.objects.get(annotation.objgen) != wanted:
        yield f"A {kind} on {name} stands in no element {wanted}."
    element = parents.get(int(annotation.get("/StructParent", -1)))
    if not isinstance(element, pikepdf.Dictionary):
        yield f"A {kind} on {name} is not in the parent tree."
    elif not any(_is_object(kid) and kid.Obj.objgen == annotation.objgen for kid in _kids(element)):
        yield f"The element that the parent tree names for a {kind} on {name} is another’s."


def _inherited(annotation, key):
    parent = annotation.get("/Parent", {})
    return annotation.get(key, parent.get(key, ""))


def _is_unseen(annotation, page):
    """Hidden, or outside the page: PDF/UA asks for no element then (7.18.1)."""
    if int(annotation.get("/F", 0)) & HIDDEN:
        return True
    left, bottom, right, top = map(float, annotation.Rect)
    box = [float(side) for side in page.cropbox]
    return right <= box[0] or top <= box[1] or left >= box[2] or bottom >= box[3]
