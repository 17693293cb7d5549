"""A sound recording without anybody's voice: tones that stand for the discussion."""

import wave
from array import array
from io import BytesIO
from math import pi, sin

from teams.demo.days import Days

RATE = 6000  # samples a second: small, and enough for low tones
# Two voices in turn, as (pitch in hertz, seconds).
PHRASES = ((220, 1.4), (165, 2.2), (247, 1.0), (175, 2.6), (220, 0.9), (165, 1.8), (196, 1.6))
PAUSE = 0.35


def discussion_recording(days: Days) -> bytes:
    """Mono, 16 bits, about fourteen seconds."""
    samples = array("h")
    for pitch, seconds in PHRASES:
        samples.extend(_phrase(pitch, seconds))
        samples.extend([0] * int(RATE * PAUSE))
    stream = BytesIO()
    with wave.open(stream, "wb") as recording:
        recording.setnchannels(1)
        recording.setsampwidth(2)
        recording.setframerate(RATE)
        recording.writeframes(samples.tobytes())
    return stream.getvalue()


def _phrase(pitch: float, seconds: float) -> list[int]:
    """A tone that swells and dies five times a second, like syllables."""
    count = int(RATE * seconds)
    return [
        int(
            9000
            * min(1, at / 400, (count - at) / 400)
            * (0.55 + 0.45 * sin(2 * pi * 5 * at / RATE))
            * sin(2 * pi * pitch * at / RATE)
        )
        for at in range(count)
    ]
