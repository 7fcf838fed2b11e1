"""Draws one picture anew, in a process of its own that can open nothing more and is ended at its limits.

Run by path, with `-I`: it knows Python's own library, Pillow and, where installed, pi-heif, and nothing of ours. The
picture is its standard input; what it may cost and where the results go is its one argument, JSON; what came of it is
one line of JSON.
"""

import io
import json
import os
import resource
import sys
import warnings
from pathlib import Path
from typing import Any, BinaryIO

from PIL import AvifImagePlugin, Image, ImageCms, ImageOps

try:
    import pi_heif  # type: ignore[import-untyped]  # it comes without types
except ImportError:  # the extra `heic` is not installed
    pi_heif = None

KEEPS = {"PNG": "PNG", "BMP": "PNG", "GIF": "PNG", "WEBP": "WEBP"}
"""What a still picture is written as, by what it came as; all else becomes JPEG."""
MIMES = {"PNG": "image/png", "WEBP": "image/webp", "JPEG": "image/jpeg"}
QUALITY = {"JPEG": 85, "WEBP": 82}
PREVIEW_QUALITY = 75
ORIENTATION = 0x0112
SIXTEEN_BITS = 1 / 256


class TooMany(Exception):
    """More pixels than are allowed."""


def main() -> None:
    """Read the wish, give everything up that is not needed, draw."""
    wish = json.loads(sys.argv[1])
    with Path(wish["main"]).open("xb") as whole, Path(wish["preview"]).open("xb") as small:
        _prepare()
        _confine(wish)
        sys.stdout.write(json.dumps(_answer(wish, whole, small)))


def _prepare() -> None:
    """Load every decoder now: later, nothing can be opened."""
    warnings.simplefilter("ignore")
    Image.init()
    AvifImagePlugin.DEFAULT_MAX_THREADS = 1
    if pi_heif is not None:
        pi_heif.options.DECODE_THREADS = 1
        pi_heif.register_heif_opener(thumbnails=False)


def _confine(wish: dict[str, Any]) -> None:
    """Bound memory, processor time and what is written; open no file, socket or process any more."""
    os.nice(10)
    bounds = {
        resource.RLIMIT_AS: wish["memory"],
        resource.RLIMIT_CPU: wish["cpu_s"],
        resource.RLIMIT_FSIZE: wish["written"],
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_NOFILE: 0,
    }
    if "HEIF" not in wish["formats"]:  # its decoder has a thread of its own
        bounds[resource.RLIMIT_NPROC] = 0
    for what, most in bounds.items():
        resource.setrlimit(what, (most, most))


def _answer(wish: dict[str, Any], whole: BinaryIO, small: BinaryIO) -> dict[str, Any]:
    """Draw, or say why not: `pixels`, `memory`, `disk` or `unreadable`."""
    try:
        return _draw(wish, whole, small)
    except (TooMany, Image.DecompressionBombError):
        return {"refused": "pixels"}
    except MemoryError:
        return {"refused": "memory"}
    except OSError as error:
        return {"refused": "unreadable" if error.errno is None else "disk"}
    except Exception:  # noqa: BLE001 - a decoder may raise anything; the picture is what is wrong
        return {"refused": "unreadable"}


def _draw(wish: dict[str, Any], whole: BinaryIO, small: BinaryIO) -> dict[str, Any]:
    Image.MAX_IMAGE_PIXELS = wish["pixels"]
    with Image.open(sys.stdin.buffer, formats=wish["formats"]) as picture:
        if picture.width * picture.height > wish["pixels"]:
            raise TooMany
        if _moves(picture, wish):
            return _draw_moving(picture, wish, whole, small)
        became = KEEPS.get(picture.format or "", "JPEG")
        clean = _cleaned(picture, wish["side"])
    if clean.mode == "RGBA" and became == "JPEG":
        became = "WEBP"
    clean.save(whole, became, **_options(became))
    previewed = max(clean.size) > wish["preview_side"]
    if previewed:
        _draw_preview(clean, wish, small)
    return {"mime": MIMES[became], "width": clean.width, "height": clean.height, "preview": previewed}


def _options(became: str) -> dict[str, Any]:
    """Return how it is written; what a decoder remembered of the original is never among it."""
    if became == "PNG":
        return {"compress_level": 6}
    more: dict[str, Any] = {"progressive": True, "optimize": True} if became == "JPEG" else {"method": 3}
    return {"quality": QUALITY[became], **more}


def _cleaned(picture: Image.Image, side: int) -> Image.Image:
    """Return its pixels alone: upright, at most `side` long, in sRGB, on a canvas that remembers nothing."""
    picture.draft("RGB", (side, side))
    turned, profile = _orientation(picture), picture.info.get("icc_profile")
    plain = _plain(picture)
    plain.thumbnail((side, side))
    plain = _in_srgb(plain, profile)
    canvas = Image.new(plain.mode, plain.size)
    canvas.paste(plain)
    marked = canvas.getexif()
    marked[ORIENTATION] = turned
    upright = ImageOps.exif_transpose(canvas)
    upright.info = {}
    return upright


def _orientation(picture: Image.Image) -> int:
    """Return how the camera was held; broken metadata say nothing."""
    try:
        said = picture.getexif().get(ORIENTATION, 1)
    except Exception:  # noqa: BLE001 - broken metadata raise whatever they like
        return 1
    return said if said in range(1, 9) else 1


def _plain(picture: Image.Image) -> Image.Image:
    """Return it as RGB, or as RGBA where anything may be seen through."""
    if picture.mode.startswith("I;16"):
        return picture.point(lambda value: value * SIXTEEN_BITS + 0).convert("L").convert("RGB")
    seen_through = "A" in picture.mode or "a" in picture.mode or "transparency" in picture.info
    if picture.mode == "CMYK":  # its profile is asked for as it stands
        picture.load()
        return picture
    return picture.convert("RGBA" if seen_through else "RGB")


def _in_srgb(plain: Image.Image, profile: bytes | None) -> Image.Image:
    """Apply its colour profile; one that cannot be read is ignored."""
    if profile:
        try:
            given = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            mode = "RGB" if plain.mode == "CMYK" else plain.mode
            turned = ImageCms.profileToProfile(plain, given, ImageCms.createProfile("sRGB"), outputMode=mode)
        except (ImageCms.PyCMSError, OSError, ValueError):
            turned = None
        if turned is not None:
            return turned
    return plain.convert("RGB") if plain.mode == "CMYK" else plain


def _draw_preview(clean: Image.Image, wish: dict[str, Any], small: BinaryIO) -> None:
    copy = clean.copy()
    copy.thumbnail((wish["preview_side"], wish["preview_side"]))
    copy.save(small, "WEBP", quality=PREVIEW_QUALITY, method=3)


def _moves(picture: Image.Image, wish: dict[str, Any]) -> bool:
    """Tell whether it is kept moving: not when it has more frames, or pixels in all of them, than are allowed."""
    count = getattr(picture, "n_frames", 1)
    if picture.format == "MPO" or not 1 < count <= wish["frames"]:
        return False
    return picture.width * picture.height * count <= int(wish["moving_pixels"])


def _draw_moving(picture: Image.Image, wish: dict[str, Any], whole: BinaryIO, small: BinaryIO) -> dict[str, Any]:
    frames, lasting = [], []
    for number in range(getattr(picture, "n_frames", 1)):
        picture.seek(number)
        picture.load()
        frame = picture.convert("RGBA")
        frame.info = {}
        frames.append(frame)
        lasting.append(max(20, int(picture.info.get("duration") or 100)))
    first = frames[0]
    first.save(whole, "WEBP", save_all=True, append_images=frames[1:], duration=lasting, loop=0, quality=70, method=1)
    _draw_preview(first, wish, small)
    return {"mime": MIMES["WEBP"], "width": first.width, "height": first.height, "preview": True}


if __name__ == "__main__":
    main()
