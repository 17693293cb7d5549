"""Whether every font travels with the file and says which letters it shows (7.21)."""

import pikepdf

FILES = ("/FontFile", "/FontFile2", "/FontFile3")


def font_faults(pdf):
    seen = set()
    for font in _fonts(pdf):
        if font.objgen in seen:
            continue
        seen.add(font.objgen)
        yield from _faults_of(font)


def _fonts(pdf):
    for found in pdf.objects:
        if isinstance(found, pikepdf.Dictionary | pikepdf.Stream):
            fonts = found.get("/Font")
            if found.get("/Type") == "/Font" and "/DescendantFonts" not in found:
                continue
            if isinstance(fonts, pikepdf.Dictionary):
                yield from (font for font in fonts.values() if isinstance(font, pikepdf.Dictionary))
            yield from _in_resources(found.get("/Resources"))


def _in_resources(resources):
    if isinstance(resources, pikepdf.Dictionary):
        yield from (
            font
            for font in resources.get("/Font", {}).values()
            if isinstance(font, pikepdf.Dictionary)
        )


def _faults_of(font):
    kind = str(font.get("/Subtype", ""))
    name = str(font.get("/BaseFont", font.get("/Name", "without a name"))).lstrip("/")
    if "/ToUnicode" not in font and not _has_known_letters(font):
        yield f"The font {name} does not say which letters it shows (ToUnicode)."
    if kind == "/Type3":
        return
    described = font.DescendantFonts[0] if kind == "/Type0" else font
    descriptor = described.get("/FontDescriptor", {})
    if not any(file in descriptor for file in FILES):
        yield f"The font {name} is not embedded."
    if described.get("/Subtype") == "/CIDFontType2" and "/CIDToGIDMap" not in described:
        yield f"The font {name} does not say which outline is which letter (CIDToGIDMap)."


def _has_known_letters(font):
    return str(font.get("/Encoding", "")) in ("/WinAnsiEncoding", "/MacRomanEncoding")
