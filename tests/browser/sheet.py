"""Several pictures of one page on one small sheet, put together by the browser that took them."""

import base64
from collections.abc import Sequence
from dataclasses import dataclass

from playwright.sync_api import Page

HIGH, GAP, IN_ROW = 420, 10, 4
MOST_BYTES = 110_000
QUALITIES = (0.8, 0.7, 0.6, 0.5, 0.4, 0.3)
DRAW = """
async ({shots, high, gap, inRow, qualities, most}) => {
  const images = await Promise.all(shots.map(({url}) => new Promise((done, failed) => {
    const image = new Image();
    image.onload = () => done(image);
    image.onerror = failed;
    image.src = url;
  })));
  const high1 = shots.length > 1 ? high : shots[0].height;
  const wide = (shot) => Math.round(shot.width * high1 / shot.height);
  const rows = [];
  for (let at = 0; at < shots.length; at += inRow) rows.push(shots.slice(at, at + inRow));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(...rows.map((row) => row.reduce((sum, shot) => sum + wide(shot) + gap, -gap)));
  canvas.height = rows.length * (high1 + gap) - gap;
  const paper = canvas.getContext("2d");
  paper.imageSmoothingQuality = "high";
  paper.fillStyle = "#8a8f98";
  if (shots.length > 1) paper.fillRect(0, 0, canvas.width, canvas.height);
  rows.forEach((row, line) => {
    let left = 0;
    row.forEach((shot, place) => {
      const image = images[line * inRow + place];
      const seen = Math.min(shot.height, image.height);
      const [top, high] = [line * (high1 + gap), seen * high1 / shot.height];
      paper.drawImage(image, 0, 0, shot.width, seen, left, top, wide(shot), high);
      left += wide(shot) + gap;
    });
  });
  for (const quality of qualities) {
    const made = canvas.toDataURL("image/webp", quality).split(",")[1];
    if (made.length * 0.75 <= most) return made;
  }
  throw new Error("the sheet is too large");
}
"""


@dataclass(frozen=True, slots=True)
class Shot:
    """A picture (JPEG) of a whole page, and how much of it is seen at first, in pixels."""

    picture: bytes
    width: int
    height: int


def compose(page: Page, shots: Sequence[Shot]) -> bytes:
    """One WebP of what is seen at first in each, four in a row; a single one keeps its size."""
    urls = ["data:image/jpeg;base64," + base64.b64encode(shot.picture).decode() for shot in shots]
    drawn = page.evaluate(
        DRAW,
        {
            "shots": [
                {"url": url, "width": shot.width, "height": shot.height}
                for url, shot in zip(urls, shots, strict=True)
            ],
            "high": HIGH, "gap": GAP, "inRow": IN_ROW, "qualities": QUALITIES, "most": MOST_BYTES,
        },
    )  # fmt: skip
    return base64.b64decode(drawn)
