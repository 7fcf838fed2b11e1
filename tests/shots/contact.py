"""Many pictures on one sheet, small and with their names, to look at together."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from PIL import Image, ImageDraw

_GAP: Final = 12
_LABEL: Final = 18


def contact_sheet(pictures: Sequence[Path], path: Path, *, tile: int = 300, columns: int = 6) -> None:
    """Lay pictures of one size out in rows, each under its file's name."""
    with Image.open(pictures[0]) as first:
        height = round(first.height * tile / first.width)
    rows = -(-len(pictures) // columns)
    size = (columns * (tile + _GAP) + _GAP, rows * (height + _LABEL + _GAP) + _GAP)
    sheet = Image.new("RGB", size, "#8a8f98")
    pen = ImageDraw.Draw(sheet)
    for place, picture in enumerate(pictures):
        x = _GAP + place % columns * (tile + _GAP)
        y = _GAP + place // columns * (height + _LABEL + _GAP)
        pen.text((x, y), picture.stem, fill="white")
        with Image.open(picture) as full:
            sheet.paste(full.convert("RGB").resize((tile, height)), (x, y + _LABEL))
    sheet.save(path, optimize=True)
