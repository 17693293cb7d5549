"""Pictures: measured, turned upright, and copied small without what the camera noted of the place.

Runs in the child process of ``parse`` and imports no Django.
"""

import io
import warnings
from pathlib import Path

import pillow_heif
from PIL import Image, ImageCms, ImageOps

from portfolio.files.inspection import problems

MAX_PIXELS = 100_000_000
PREVIEW_SIDE = 2000
JPEG_QUALITY = 85
# Above this a drawing or screenshot is rather a photograph, which JPEG keeps smaller.
MAX_LOSSLESS = 1024 * 1024
LOSSLESS = ("PNG", "GIF", "BMP")
WIDE_MODES = ("I", "I;16", "I;16B", "I;16L", "F")

FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "TIFF", "BMP", "HEIF", "AVIF", "MPO")


def read_picture(path: str, preview: str) -> dict[str, object]:
    """Measure the picture and write a copy for pages to ``preview``, unless there is a problem."""
    # The limit is our own, and checked before anything is decoded.
    Image.MAX_IMAGE_PIXELS = None
    warnings.simplefilter("ignore")
    pillow_heif.register_heif_opener(thumbnails=False)
    try:
        with Image.open(path, formats=FORMATS) as picture:
            return _read(picture, preview)
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - decoders raise whatever they like on damaged files
        return problems.PICTURE_DAMAGED.found()


def _read(picture: Image.Image, preview: str) -> dict[str, object]:
    width, height = picture.size
    size = {"width": width, "height": height}
    if width * height > MAX_PIXELS:
        numbers = {"megapixels": round(width * height / 1e6), "limit": round(MAX_PIXELS / 1e6)}
        return {**size, **problems.PICTURE_LARGE.found(**numbers)}
    frames = getattr(picture, "n_frames", 1) if picture.format == "TIFF" else 1
    Path(preview).write_bytes(_preview(picture))
    problem = problems.PICTURE_LAYERS.found(pages=frames) if frames > 1 else {}
    return {**size, **problem, "preview": True}


def _preview(picture: Image.Image) -> bytes:
    """An upright copy, encoded as a page of the site or of the PDF can show it."""
    lossless = picture.format in LOSSLESS
    picture = _with_whole_colours(picture)
    picture.thumbnail((PREVIEW_SIDE, PREVIEW_SIDE), reducing_gap=2.0)
    picture = _as_srgb(ImageOps.exif_transpose(picture))
    # Comments, places and profiles stay with the original.
    picture.info = {}
    if picture.mode == "RGBA":
        return _encoded(picture, "PNG", optimize=True)
    if lossless:
        encoded = _encoded(picture, "PNG", optimize=True)
        if len(encoded) <= MAX_LOSSLESS:
            return encoded
    return _encoded(picture, "JPEG", quality=JPEG_QUALITY, progressive=True, optimize=True)


def _with_whole_colours(picture: Image.Image) -> Image.Image:
    """No palette and no single bits, which cannot be shrunk smoothly.

    The picture itself where that is so: a JPEG shrinks while it is decoded, if not loaded yet.
    """
    if "A" in picture.getbands() or "transparency" in picture.info:
        return picture if picture.mode == "RGBA" else picture.convert("RGBA")
    if picture.mode in WIDE_MODES:
        return _narrowed(picture)
    if picture.mode == "1":
        return picture.convert("L")
    return picture.convert("RGB") if picture.mode == "P" else picture


def _narrowed(picture: Image.Image) -> Image.Image:
    """Scans of 16 or more bits as 8, from their darkest to their lightest."""
    darkest, lightest = picture.getextrema()
    scale = 255 / max(lightest - darkest, 1)
    return picture.point(lambda value: value * scale - darkest * scale).convert("L")


def _as_srgb(picture: Image.Image) -> Image.Image:
    """Grey, RGB or RGBA, with the colours that the picture's profile means."""
    mode = picture.mode if picture.mode in ("L", "RGB", "RGBA") else "RGB"
    profile = picture.info.get("icc_profile")
    if profile and picture.mode in ("RGB", "RGBA", "CMYK"):
        try:
            meant = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            screen = ImageCms.createProfile("sRGB")
            return ImageCms.profileToProfile(picture, meant, screen, outputMode=mode) or picture
        except (ImageCms.PyCMSError, OSError, ValueError):
            # A broken profile: the plain colours are near enough.
            pass
    return picture if picture.mode == mode else picture.convert(mode)


def _encoded(picture: Image.Image, form: str, **options: object) -> bytes:
    encoded = io.BytesIO()
    picture.save(encoded, form, **options)
    return encoded.getvalue()
