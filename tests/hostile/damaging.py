"""Sound files of every kind, cut short, with bits turned over, and under another's name."""

import random
from collections.abc import Iterator

from tests import samples
from tests.hostile.cases import ACCEPTED, EITHER, Case

# name: (a sound file, whether it can be told that it was cut in the middle)
SOUND = {
    "photo.jpg": (lambda: samples.jpeg((400, 300), gps=True), True),
    "scan.png": (lambda: samples.png((400, 300)), True),
    "move.gif": (samples.gif, True),
    "photo.webp": (samples.webp, True),
    "plan.bmp": (samples.bmp, True),
    "fax.tif": (lambda: samples.tiff(pages=2), True),
    "IMG_1.HEIC": (samples.heic, True),
    "report.pdf": (lambda: samples.pdf(pages=5), True),
    "minutes.docx": (samples.open_xml, True),
    "rota.xlsx": (lambda: samples.open_xml("xlsx"), True),
    "talk.pptx": (lambda: samples.open_xml("pptx"), True),
    "minutes.odt": (samples.open_document, True),
    "rota.ods": (lambda: samples.open_document("spreadsheet"), True),
    "talk.odp": (lambda: samples.open_document("presentation"), True),
    "old.doc": (lambda: samples.ole("WordDocument"), True),
    "old.xls": (lambda: samples.ole("Workbook"), True),
    "old.ppt": (lambda: samples.ole("PowerPoint Document"), True),
    "account.rtf": (samples.rtf, True),
    "call.wav": (samples.wav, True),
    "call.mp3": (samples.tagged_mp3, False),
    "call.aac": (samples.aac, False),
    "call.m4a": (samples.m4a, True),
    "call.ogg": (samples.ogg, True),
    "call.flac": (samples.flac, False),
    "call.amr": (samples.amr, False),
    "talk.weba": (samples.webm_sound, True),
    "film.mp4": (samples.mp4, True),
    "IMG_2.MOV": (samples.mov, True),
    "film.3gp": (samples.three_gp, True),
    "film.webm": (samples.webm, True),
    "film.mkv": (samples.mkv, True),
    "film.avi": (samples.avi, True),
    "diary.txt": (samples.windows_text, False),
    "calls.csv": (samples.csv, False),
}


def cases() -> Iterator[Case]:
    others = list(SOUND)
    for number, (name, (make, is_told)) in enumerate(SOUND.items()):
        # Some bytes alone may be anything, such as plain text.
        yield Case(f"cut/start-{name}", name, _cut(make, 0.05), EITHER)
        yield Case(
            f"cut/middle-{name}", name, _cut(make, 0.55), EITHER, "told" if is_told else None
        )
        yield Case(f"cut/end-{name}", name, _cut(make, 0.97), EITHER)
        for seed in range(2):
            yield Case(f"flipped/{seed}-{name}", name, _flipped(make, seed), EITHER)
        other = others[(number + 13) % len(others)]
        # Content decides; but text is what its name says, among the kinds of text.
        yield Case(f"misnamed/{name}-as-{other}", other, _whole(make), ACCEPTED)


def _whole(make):
    return lambda _: make()


def _cut(make, part):
    def cut(_: str) -> bytes:
        whole = make()
        return whole[: max(1, int(len(whole) * part))]

    return cut


def _flipped(make, seed):
    """Twenty bits turned over, never the same for two seeds, always the same for one."""

    def flipped(_: str) -> bytes:
        content = bytearray(make())
        chance = random.Random(seed)
        for _ in range(20):
            content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
        return bytes(content)

    return flipped
