"""How long sound and video are, and a picture of a video, by ffmpeg."""

import json
import re
from dataclasses import dataclass, replace
from pathlib import Path

from portfolio.files.derivatives.running import NotMade, run

# Seconds of processor and by the clock; megabytes of address space and of what is written.
CPU, CLOCK, MEMORY, OUTPUT = 40, 60, 2048, 64
# Pixels: as wide as a page shows it.
WIDTH = 1280
# What a recording may be: none of the forms that tell where to fetch something else.
FORMS = "mov,matroska,avi,ogg,mp3,aac,flac,wav,amr,asf,mpeg,mpegts"
LAST_MOMENT = re.compile(r"^out_time_us=([0-9]+)$", re.MULTILINE)
OF_ONE_FILE = ("-protocol_whitelist", "file", "-format_whitelist", FORMS)


@dataclass(frozen=True, slots=True)
class Facts:
    """Seconds; pixels as it is shown, for a video."""

    seconds: float | None = None
    width: int | None = None
    height: int | None = None


def facts_of(recording: Path, home: Path) -> Facts:
    """What the file says of itself; raises ``NotMade``."""
    printed = _run(
        home,
        *("ffprobe", "-v", "error", *OF_ONE_FILE, "-of", "json"),
        *("-show_entries", "format=duration:stream=codec_type,width,height,duration"),
        str(recording),
    )
    try:
        facts = _facts_in(json.loads(printed))
    except (ValueError, TypeError, AttributeError) as error:
        raise NotMade("ffprobe said nothing that can be read.") from error
    if facts.seconds is None:
        return replace(facts, seconds=_seconds_by_reading(recording, home))
    return facts


def poster_of(recording: Path, at: float, home: Path) -> Path:
    """The picture ``at`` so many seconds, upright, in ``home``; raises ``NotMade``."""
    poster = home / "poster.jpg"
    _run(
        home,
        *("ffmpeg", "-v", "error", "-nostdin", "-threads", "1", *OF_ONE_FILE, "-ss", f"{at:.2f}"),
        *("-i", str(recording), "-map", "0:v:0", "-frames:v", "1", "-map_metadata", "-1"),
        *("-vf", f"scale='min({WIDTH},iw)':-2", "-q:v", "4", str(poster)),
    )
    if not poster.is_file():
        raise NotMade("The video has no picture there.")
    return poster


def version(home: Path) -> str:
    """Such as "ffmpeg 5.1.9"."""
    words = _run(home, "ffmpeg", "-version").split()
    return f"ffmpeg {words[2].partition('-')[0]}"


def _facts_in(said: dict) -> Facts:
    streams = said.get("streams", [])
    videos = [each for each in streams if each.get("codec_type") == "video"]
    lengths = [each.get("duration") for each in (said.get("format", {}), *streams)]
    seconds = max((float(each) for each in lengths if each not in (None, "N/A")), default=None)
    video = videos[0] if videos else {}
    return Facts(seconds, video.get("width"), video.get("height"))


def _seconds_by_reading(recording: Path, home: Path) -> float | None:
    """What a browser records does not say how long it is: its last moment does."""
    printed = _run(
        home,
        *("ffmpeg", "-v", "error", "-nostdin", *OF_ONE_FILE, "-i", str(recording)),
        *("-c", "copy", "-f", "null", "-progress", "pipe:1", "-"),
    )
    moments = LAST_MOMENT.findall(printed)
    return int(moments[-1]) / 1e6 if moments else None


def _run(home: Path, *command: str) -> str:
    limits = (str(CPU), str(MEMORY), str(OUTPUT))
    return run("confined", *limits, *command, seconds=CLOCK, home=home)
