"""Pictures of the story: two boards as if photographed, and two charts."""

from collections.abc import Sequence
from io import BytesIO

from PIL import Image, ImageDraw, ImageFilter, ImageFont

from assessment.demo.paper import INK, RUST, TEAL
from teams.demo.days import Days
from teams.demo.figures import FCR, FIRST, GO_LIVE, LOWEST

SIZE = (1500, 1050)
YELLOW, PINK, BLUE, GREEN = "#fbe884", "#f7b7b2", "#b5dcee", "#c9e6b0"
TARGET = 78
PLAN_BEGINS = 8  # week of ``FCR``

# Left edge, top edge, colour, words of each note.
NOTES = (
    (90, 150, YELLOW, "Bill says\n“adjusted”.\nBy what?"),
    (300, 140, YELLOW, "I am not sure\nmyself how it\nis worked out"),
    (510, 165, YELLOW, "10 new\nquestions,\n4 articles"),
    (100, 355, YELLOW, "Search finds\n“accrual”,\nnobody says it"),
    (310, 350, YELLOW, "Training =\nscreens,\nnot bills"),
    (520, 370, YELLOW, "I say I will\nask, then find\nnobody"),
    (90, 610, PINK, "Meter photos\narrive late"),
    (300, 600, PINK, "Two systems\nopen at once"),
    (90, 810, BLUE, "Handling time\non the board\nscares me"),
    (300, 820, BLUE, "Afraid to\nbe slow"),
    (520, 640, GREEN, "Write the\narticles\nourselves!"),
    (520, 830, GREEN, "Buddy desk\nwhile we learn"),
)
WHYS = (
    "They ring again:\nthe amount is not explained.",
    "We are not sure what it is.",
    "Worked out differently now.",
    "Training was about screens.",
    "THERE IS NO ARTICLE.",
)


def whiteboard(days: Days) -> bytes:
    picture, draw = _board()
    _write(draw, (90, 70), "What stops us from solving it the first time?", 44, "#23427a")
    for at, (left, top, colour, words) in enumerate(NOTES):
        _stick(picture, (left, top), colour, words, angle=(at * 7) % 9 - 4)
    for place, words in (((90, 560), "Tools"), ((90, 768), "Us"), ((540, 595), "Ideas")):
        _write(draw, place, words, 30, "#8a2f22")
    _write(draw, (820, 160), "Five whys", 42, "#8a2f22")
    for at, words in enumerate(WHYS):
        is_last = at == len(WHYS) - 1
        top = 285 + at * 100 - 46 * words.count("\n")
        _write(draw, (870, top), words, 36, "#8a2f22" if is_last else INK)
        if not is_last:
            _arrow(draw, 840, 320 + at * 100)
    draw.rounded_rectangle((845, 668, 1400, 752), 18, outline="#8a2f22", width=5)
    _write(draw, (820, 830), "6 articles · owner · date to check", 34, "#1d6b3a")
    _write(draw, (820, 885), f"All eight, {days:170}", 34, "#23427a")
    return _photograph(picture)


def huddle_board(days: Days) -> bytes:
    picture, draw = _board()
    _write(draw, (90, 70), f"Billing team · {days:121}", 46, "#23427a")
    cards = (
        ("Yesterday", "FCR 76%", "up 2 on last week", TEAL),
        ("Satisfaction", "4.3", "at the standard", "#1d6b3a"),
        ("Answered in 30 s", "82%", "promised: 80%", "#23427a"),
    )
    for at, (name, figure, note, colour) in enumerate(cards):
        left = 90 + at * 450
        frame = (left, 165, left + 410, 400)
        draw.rounded_rectangle(frame, 16, fill="#ffffff", outline=colour, width=5)
        _write(draw, (left + 26, 185), name, 32, INK)
        _write(draw, (left + 26, 230), figure, 84, colour)
        _write(draw, (left + 26, 340), note, 30, "#5c6b70")
    _write(draw, (90, 450), "Today", 42, "#8a2f22")
    today = (
        "Late billing run: Kit leads. Peak tomorrow.",
        "Buddy desk: Morgan till 1, then Lou.",
        "Test article 5: Robin, 11.00.",
        "Tell the customer why BEFORE how much.",
    )
    for at, words in enumerate(today):
        top = 520 + at * 68
        draw.rectangle((95, top + 8, 121, top + 34), outline=INK, width=3)
        _write(draw, (145, top), words, 36, INK)
    _write(draw, (90, 840), "What got in the way?", 42, "#8a2f22")
    _write(draw, (90, 905), "Notes that stop half way: to the reviews", 36, INK)
    thanks = "Thank you\nJules: stayed\nwith a caller\nwho had lost\nsomeone"
    _stick(picture, (1080, 470), GREEN, thanks, 3)
    _stick(picture, (1210, 745), YELLOW, "Thank you\nLou: found\nthe error in\narticle 4", -4)
    return _photograph(picture)


def fall_chart(days: Days) -> bytes:
    readings = FCR[: LOWEST + 1]
    return _chart("First contact resolution after go-live, %", readings, GO_LIVE, "Go-live", days)


def recovery_chart(days: Days) -> bytes:
    return _chart(
        "First contact resolution: fall and recovery, %", FCR, PLAN_BEGINS, "Plan begins", days
    )


def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """Pillow's own, so that no font of the machine is needed."""
    return ImageFont.load_default(size)


def _write(
    draw: ImageDraw.ImageDraw, place: tuple[int, int], words: str, size: int, colour: str
) -> None:
    draw.text(place, words, font=_font(size), fill=colour)


def _board() -> tuple[Image.Image, ImageDraw.ImageDraw]:
    """A white board in an aluminium frame on a wall."""
    picture = Image.new("RGB", SIZE, "#b9b2a6")
    draw = ImageDraw.Draw(picture)
    width, height = SIZE
    draw.rectangle((24, 24, width - 24, height - 24), fill="#8f989b")
    draw.rectangle((40, 40, width - 40, height - 40), fill="#f6f7f5")
    draw.rectangle((500, height - 40, 1000, height - 14), fill="#767f82")
    for at, colour in enumerate(("#23427a", "#8a2f22", "#1d6b3a")):
        left = 540 + at * 130
        draw.rounded_rectangle((left, height - 36, left + 100, height - 22), 6, fill=colour)
    return picture, draw


def _stick(
    picture: Image.Image, place: tuple[int, int], colour: str, words: str, angle: float
) -> None:
    """A sticky note, a little turned, with its shadow."""
    lines = words.count("\n") + 1
    size = (196, max(150, 50 + 34 * lines))
    note = Image.new("RGBA", size, colour)
    ImageDraw.Draw(note).multiline_text((14, 16), words, font=_font(25), fill=INK, spacing=8)
    turned = note.rotate(angle, expand=True, resample=Image.Resampling.BICUBIC)
    shadow = Image.new("RGBA", turned.size, "#00000000")
    shadow.putalpha(turned.getchannel("A").point(lambda alpha: alpha // 4))
    left, top = place
    picture.paste(shadow, (left + 7, top + 9), shadow.filter(ImageFilter.GaussianBlur(5)))
    picture.paste(turned, place, turned)


def _arrow(draw: ImageDraw.ImageDraw, left: int, top: int) -> None:
    draw.line((left, top, left, top + 34), fill="#8a2f22", width=5)
    draw.polygon([(left - 10, top + 30), (left + 10, top + 30), (left, top + 48)], fill="#8a2f22")


def _photograph(picture: Image.Image) -> bytes:
    """Light from the upper left, a little out of focus and at an angle, as a telephone takes it."""
    width, height = picture.size
    light = Image.radial_gradient("L").resize((width * 2, height * 2))
    light = light.crop((width // 2, height // 2, width * 3 // 2, height * 3 // 2))
    shade = Image.composite(Image.new("RGB", picture.size, "#6b6358"), picture, light.point(_dim))
    tilted = shade.transform(
        picture.size,
        Image.Transform.QUAD,
        (14, 6, 0, height - 4, width - 4, height, width - 18, 0),
        resample=Image.Resampling.BICUBIC,
    )
    stream = BytesIO()
    tilted.filter(ImageFilter.GaussianBlur(0.6)).save(stream, "JPEG", quality=84)
    return stream.getvalue()


def _dim(distance: int) -> int:
    return max(0, distance - 20) // 2


def _chart(title: str, readings: Sequence[int], marked: int, mark: str, days: Days) -> bytes:
    """Weekly readings as a line with the target; drawn large and reduced, to be smooth."""
    width, height, left, top, bottom = 2000, 1120, 170, 190, 960
    picture = Image.new("RGB", (width, height), "#ffffff")
    draw = ImageDraw.Draw(picture)
    _write(draw, (left, 50), title, 60, INK)
    step = (width - left - 120) / (len(readings) - 1)

    def y(value: float) -> float:
        return bottom - (value - 60) * (bottom - top) / 25

    for value in range(60, 86, 5):
        draw.line((left, y(value), width - 90, y(value)), fill="#dde5e7", width=3)
        _write(draw, (90, int(y(value)) - 22), str(value), 38, "#5c6b70")
    for dash in range(left, width - 100, 36):
        draw.line((dash, y(TARGET), dash + 20, y(TARGET)), fill=RUST, width=5)
    _write(draw, (width - 330, int(y(TARGET)) + 12), f"target {TARGET}", 38, RUST)
    across = left + marked * step
    draw.line((across, top, across, bottom), fill="#8a949a", width=4)
    _write(draw, (int(across) + 14, top - 10), mark, 38, "#5c6b70")
    points = [(left + at * step, y(value)) for at, value in enumerate(readings)]
    draw.line(points, fill=TEAL, width=11, joint="curve")
    every = 1 if len(readings) < 10 else 3
    for at, (x, up) in enumerate(points):
        draw.ellipse((x - 13, up - 13, x + 13, up + 13), fill=TEAL)
        if at % every == 0 or at == len(points) - 1:
            _write(draw, (int(x) - 22, int(up) - 66), str(readings[at]), 40, INK)
            monday = days.monday(FIRST - 7 * at)
            _write(draw, (int(x) - 46, bottom + 22), f"{monday.day} {monday:%b}", 36, "#5c6b70")
    _write(draw, (left, height - 74), "Week beginning", 34, "#5c6b70")
    stream = BytesIO()
    small = picture.resize((width * 3 // 5, height * 3 // 5), Image.Resampling.LANCZOS)
    small.save(stream, "PNG", optimize=True)
    return stream.getvalue()
