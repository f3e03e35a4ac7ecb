"""Small pictures of pictures and of pages: drawn anew, so that nothing of the file itself is handed on.

A photograph is turned as it was held; where and with what it was taken is left out.
"""

import warnings
from pathlib import Path
from typing import Final

import pypdfium2
from PIL import Image, ImageOps, UnidentifiedImageError

from otokui.core.content.archive import Broken
from otokui.core.content.kinds import Kind

FORMATS: Final = ("JPEG", "PNG", "GIF", "WEBP", "TIFF")
_MOST_PIXELS: Final = 120_000_000
_GROUND: Final = (255, 255, 255)


def draw(source: Path, target: Path, *, kind: Kind, longest: int, page: int) -> int:
    """Write a JPEG whose longer side has at most so many pixels; returns the number of pages. `Broken`."""
    picture, pages = _page(source, page, longest) if kind is Kind.PDF else (_opened(source, longest), 1)
    picture.thumbnail((longest, longest))
    picture.save(target, "JPEG", quality=82, optimize=True)
    return pages


def _opened(source: Path, longest: int) -> Image.Image:
    Image.MAX_IMAGE_PIXELS = _MOST_PIXELS
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(source, formats=FORMATS) as picture:
                picture.draft("RGB", (longest, longest))  # a JPEG is read at a fraction of its size
                return _flat(ImageOps.exif_transpose(picture))
    except (
        UnidentifiedImageError,
        Image.DecompressionBombError,
        Image.DecompressionBombWarning,
        OSError,
        SyntaxError,
        ValueError,
    ) as problem:
        raise Broken(str(problem)) from problem


def _flat(picture: Image.Image) -> Image.Image:
    """Without transparency, on white; a new picture without anything that was written beside the pixels."""
    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        with_alpha = picture.convert("RGBA")
        ground = Image.new("RGB", picture.size, _GROUND)
        ground.paste(with_alpha, mask=with_alpha.getchannel("A"))
        return ground
    flat = picture.convert("RGB")
    flat.info.clear()
    return flat


def _page(source: Path, page: int, longest: int) -> tuple[Image.Image, int]:
    try:
        with pypdfium2.PdfDocument(source) as document:
            pages = len(document)
            if not 0 <= page < pages:
                raise Broken(f"no page {page} of {pages}")
            sheet = document[page]
            longer = max(sheet.get_size()) or 1
            return sheet.render(scale=min(longest / longer, 8)).to_pil().convert("RGB"), pages
    except pypdfium2.PdfiumError as problem:
        raise Broken(str(problem)) from problem
