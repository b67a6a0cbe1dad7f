"""A picture, encoded anew: nothing but its pixels comes along (no place, no camera, nothing hidden behind)."""

import io
import math
from base64 import b64encode
from typing import IO, Any

from PIL import Image, ImageOps, UnidentifiedImageError

from documents.preview.verdicts import NotShown

WIDTH, WIDE = 1200, 2400  # pixels
MAX_PIXELS = 50_000_000  # of what is unpacked; a JPEG of a large camera is unpacked at a fraction of its size
MAX_SHOWN = 12_000_000  # pixels; a long screenshot keeps its width
MAX_SIDE = 20_000
QUALITY = 82
Image.MAX_IMAGE_PIXELS = None  # looked at below, before anything is unpacked


def image_of(source: IO[bytes], *, wide: bool) -> dict[str, Any]:
    """The picture, upright and shrunk. NotShown: broken, or too many pixels to unpack."""
    most = WIDE if wide else WIDTH
    try:
        with Image.open(source, formats=("PNG", "JPEG", "WEBP")) as picture:
            picture.draft("RGB", (most, most))
            if picture.width * picture.height > MAX_PIXELS:
                raise NotShown("large")
            upright = ImageOps.exif_transpose(picture)
        upright.thumbnail(shrunk(upright.size, most))
        return {"unit": "gambar", "of": 1} | packed(upright)
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise NotShown("broken") from error


def shrunk(size: tuple[int, int], most: int) -> tuple[int, int]:
    """The size at which a picture of this size is shown: at most `most` wide, never enlarged."""
    width, height = size
    scale = min(1, most / width, MAX_SIDE / height, math.sqrt(MAX_SHOWN / width / height))
    return max(1, round(width * scale)), max(1, round(height * scale))


def packed(picture: Image.Image) -> dict[str, Any]:
    """A picture as JPEG on white, with its size."""
    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        picture = picture.convert("RGBA")
        white = Image.new("RGB", picture.size, "white")
        white.paste(picture, mask=picture.getchannel("A"))
        picture = white
    out = io.BytesIO()
    picture.convert("RGB").save(out, "JPEG", quality=QUALITY)
    return {
        "image": b64encode(out.getvalue()).decode("ascii"),
        "width": picture.width,
        "height": picture.height,
    }
