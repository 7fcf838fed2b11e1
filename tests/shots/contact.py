"""Many pictures on one sheet, small and with their names, to look at together."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from PIL import Image, ImageDraw

_GAP: Final = 12
_LABEL: Final = 18
# Surfaces, texts and lines; what is left of 256 is for their edges.
_OFTEN: Final = 160


def contact_sheet(
    pictures: Sequence[Path], path: Path, *, tile: int = 300, columns: int = 6, named: bool = True
) -> None:
    """Lay pictures of one size out in rows, each under its file's name."""
    label = _LABEL if named else 0
    with Image.open(pictures[0]) as first:
        height = round(first.height * tile / first.width)
    rows = -(-len(pictures) // columns)
    size = (columns * (tile + _GAP) + _GAP, rows * (height + label + _GAP) + _GAP)
    sheet = Image.new("RGB", size, "#8a8f98")
    pen = ImageDraw.Draw(sheet)
    for place, picture in enumerate(pictures):
        x = _GAP + place % columns * (tile + _GAP)
        y = _GAP + place // columns * (height + label + _GAP)
        if named:
            pen.text((x, y), picture.stem, fill="white")
        with Image.open(picture) as full:
            sheet.paste(full.convert("RGB").resize((tile, height)), (x, y + label))
    sheet.save(path, optimize=True)


def slim(path: Path) -> None:
    """Make a picture of a page small: 256 colours. What it has most of stays exact, a role's colour too."""
    with Image.open(path) as full:
        whole = full.convert("RGB")
    often = sorted(whole.getcolors(whole.width * whole.height) or [], reverse=True)[:_OFTEN]
    exact = [part for _, colour in often for part in colour]
    others = whole.quantize(256 - len(often), method=Image.Quantize.MAXCOVERAGE).getpalette() or []
    palette = Image.new("P", (1, 1))
    palette.putpalette([*exact, *others][: 3 * 256])
    whole.quantize(palette=palette, dither=Image.Dither.NONE).save(path, optimize=True)
