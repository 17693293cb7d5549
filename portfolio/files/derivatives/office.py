"""Office documents to PDF by LibreOffice: without macros, links, network or anybody's profile."""

from pathlib import Path

from portfolio.files.derivatives.recipes import OFFICE
from portfolio.files.derivatives.running import NotMade, run

# Seconds of processor and by the clock; megabytes of address space and of what is written.
CPU, CLOCK, MEMORY, OUTPUT = 120, 180, 4096, 256

_COMMON = "/org.openoffice.Office.Common/Security/Scripting"
# Of a document nothing runs, and nothing that it refers to is fetched: see docs/storage.md.
PROFILE = (
    (_COMMON, "DisableMacrosExecution", "true"),
    (_COMMON, "MacroSecurityLevel", "3"),
    (_COMMON, "BlockUntrustedRefererLinks", "true"),
    (_COMMON, "DisableActiveContent", "true"),
    ("/org.openoffice.Office.Writer/Content/Update", "Link", "2"),
    ("/org.openoffice.Office.Calc/Content/Update", "Link", "2"),
    ("/org.openoffice.Setup/Office", "ooSetupInstCompleted", "true"),
)
ITEM = '<item oor:path="{}"><prop oor:name="{}" oor:op="fuse"><value>{}</value></prop></item>'
REGISTRY = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<oor:items xmlns:oor="http://openoffice.org/2001/registry">{}</oor:items>\n'
)


def pdf_of(document: Path, home: Path) -> Path:
    """A PDF of ``document``, in ``home``, which is a new directory; raises ``NotMade``."""
    _make_profile(home)
    run(
        "confined",
        *(str(CPU), str(MEMORY), str(OUTPUT)),
        OFFICE,
        f"-env:UserInstallation={(home / 'profile').as_uri()}",
        *("--headless", "--norestore", "--nologo", "--nodefault", "--nolockcheck"),
        *("--convert-to", "pdf", "--outdir", str(home / "made"), str(document)),
        seconds=CLOCK,
        home=home,
    )
    made = home / "made" / f"{document.stem}.pdf"
    if not made.is_file():
        # It ends without an error where it cannot open a document.
        raise NotMade("LibreOffice could not open the document.")
    return made


def version(home: Path) -> str:
    """Such as "LibreOffice 7.4.7.2"."""
    said = run("confined", "10", str(MEMORY), "1", OFFICE, "--version", seconds=20, home=home)
    return " ".join(said.split()[:2])


def _make_profile(home: Path) -> None:
    user = home / "profile" / "user"
    user.mkdir(parents=True)
    items = "".join(ITEM.format(*item) for item in PROFILE)
    (user / "registrymodifications.xcu").write_text(REGISTRY.format(items))
