"""What no document of ours may do: run, send, play, or hide files that nobody meant to attach."""

import pikepdf

ACTIONS = {"/GoTo", "/URI"}
NEVER = {
    "/JS": "a script",
    "/JavaScript": "a script",
    "/AA": "actions that start by themselves",
    "/XFA": "an XFA form",
    "/RichMediaContent": "rich media",
    "/Movie": "a film",
    "/Sound": "a sound that plays",
    "/OpenAction": "an action on opening",
}


def activity_faults(pdf):
    if "/Encrypt" in pdf.trailer:
        yield "The file is encrypted."
    found = {words for each in pdf.objects for words in _active(each)}
    yield from (f"The file has {words}." for words in sorted(found))
    yield from _form_faults(pdf)
    yield from _file_faults(pdf)


def _active(found, depth=0):
    if isinstance(found, pikepdf.Array):
        for value in found:
            yield from _below(value, depth)
    elif isinstance(found, pikepdf.Dictionary | pikepdf.Stream):
        for key, value in found.items():
            if key in NEVER:
                yield NEVER[key]
            if key == "/A" and isinstance(value, pikepdf.Dictionary) and "/S" in value:
                yield from _action(value)
            yield from _below(value, depth)


def _below(value, depth):
    if depth < 20 and not getattr(value, "is_indirect", True):
        yield from _active(value, depth + 1)


def _action(action):
    kind = str(action.S)
    # An attribute of a structure element is called A, too, and has an owner (O).
    if "/O" not in action and kind not in ACTIONS:
        yield f"an action {kind[1:]}"


def _form_faults(pdf):
    form = pdf.Root.get("/AcroForm")
    if form is None:
        return
    if form.get("/NeedAppearances") is True:
        yield "The form leaves its looks to the reader (NeedAppearances)."
    for field in form.get("/Fields", []):
        if field.get("/FT") != "/Sig":
            yield f"The form has a field {field.get('/T', '')}, which is no seal."


def _file_faults(pdf):
    """An attached file says what it is to the document, which lists it (ISO 19005-3, 6.8)."""
    listed = {each.objgen for each in pdf.Root.get("/AF", [])}
    for found in pdf.objects:
        if not (isinstance(found, pikepdf.Dictionary) and "/EF" in found):
            continue
        name = str(found.get("/UF", found.get("/F", "without a name")))
        if "/AFRelationship" not in found:
            yield f"The attached file {name} does not say what it is to the document."
        if "/F" not in found or "/UF" not in found:
            yield f"The attached file {name} lacks one of its two names (F, UF)."
        if found.objgen not in listed:
            yield f"The attached file {name} is not listed as one of the document’s (AF)."
        if "/Subtype" not in next(iter(found.EF.values())):
            yield f"The attached file {name} does not say of which type it is."
