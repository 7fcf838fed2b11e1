"""Pictures drawn anew by a real process: what is gone from them, what is refused, and what is really ended."""

import io
import os
from pathlib import Path

import pytest
from PIL import Image

from server.core.refusals import Refusal
from server.core.sniffing import sniff
from server.uploads.pictures import Drawn, Frame, Pictures, Places
from tests.uploads import made

SECRETS = (made.CAMERA.encode(), made.COMMENT, b"SECRETXMP", made.LATITUDE, b"Exif", b"GPS")


class NotedPictures(Pictures):
    """Notes what the process said before it ended."""

    said: bytes | None = None

    async def _run(self, places: Places, kind: str) -> bytes:
        self.said = await super()._run(places, kind)
        return self.said


class Easel:
    """Draws what it is given, in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.places = Places(folder / "original", folder / "main", folder / "preview")

    async def draw(self, raw: bytes, kind: str | None = None, **frame: float) -> Drawn:
        for place in (self.places.main, self.places.preview):
            place.unlink(missing_ok=True)
        self.places.original.write_bytes(raw)
        self.pictures = NotedPictures(Frame(**frame))
        return await self.pictures.draw(self.places, kind or sniff(raw))

    async def refused(self, raw: bytes, kind: str | None = None, **frame: float) -> str:
        with pytest.raises(Refusal) as caught:
            await self.draw(raw, kind, **frame)
        return caught.value.code

    def picture(self) -> Image.Image:
        with Image.open(self.places.main) as picture:
            picture.load()
            return picture


@pytest.fixture
def easel(tmp_path: Path) -> Easel:
    return Easel(tmp_path)


async def test_camera_place_comment_and_all_are_gone(easel):
    raw = made.photo()
    assert all(secret in raw for secret in (made.CAMERA.encode(), made.COMMENT, made.LATITUDE, b"SECRETXMP"))
    assert await easel.draw(raw, preview_side=64) == Drawn("image/jpeg", 320, 200, preview=True)
    for place in (easel.places.main, easel.places.preview):
        left = place.read_bytes()
        assert not [secret for secret in SECRETS if secret in left]
    picture = easel.picture()
    assert not dict(picture.getexif())
    assert not set(picture.info) & {"exif", "comment", "xmp", "icc_profile", "photoshop"}


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "AVIF"])
async def test_they_are_gone_from_other_kinds_too(easel, kind):
    raw = made.encoded(made.noise(), kind, exif=made.exif())
    assert made.CAMERA.encode() in raw
    await easel.draw(raw)
    left = easel.places.main.read_bytes()
    assert not [secret for secret in SECRETS if secret in left]


@pytest.mark.parametrize("orientation", range(1, 9))
async def test_a_picture_is_turned_the_way_it_was_held(easel, orientation):
    """The green corner, at the top left as the eye saw it, is found there."""
    seen = Image.new("RGB", (96, 64), (200, 30, 30))
    seen.paste((30, 200, 30), (0, 0, 48, 32))
    turns = {
        2: Image.Transpose.FLIP_LEFT_RIGHT, 3: Image.Transpose.ROTATE_180, 4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE, 6: Image.Transpose.ROTATE_90, 7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }  # fmt: skip
    held = seen.transpose(turns[orientation]) if orientation in turns else seen
    drawn = await easel.draw(made.encoded(held, "JPEG", exif=made.exif(orientation)))
    assert (drawn.width, drawn.height) == (96, 64)
    red, green, _ = easel.picture().convert("RGB").getpixel((10, 10))
    assert green > red
    red, green, _ = easel.picture().convert("RGB").getpixel((80, 50))
    assert red > green


@pytest.mark.parametrize(
    ("mode", "kind", "mime"),
    [
        ("RGBA", "PNG", "image/png"), ("P", "PNG", "image/png"), ("1", "PNG", "image/png"), ("LA", "PNG", "image/png"),
        ("L", "JPEG", "image/jpeg"), ("CMYK", "JPEG", "image/jpeg"), ("RGB", "BMP", "image/png"),
        ("P", "GIF", "image/png"), ("RGBA", "WEBP", "image/webp"), ("RGBA", "AVIF", "image/webp"),
        ("RGB", "AVIF", "image/jpeg"),
    ],
)  # fmt: skip
async def test_every_kind_becomes_one_that_browsers_show(easel, mode, kind, mime):
    source = (
        made.noise(90, 60).convert("RGB").convert(mode) if mode != "RGBA" else Image.new("RGBA", (90, 60), (9, 9, 9, 9))
    )
    assert await easel.draw(made.encoded(source, kind)) == Drawn(mime, 90, 60, preview=False)
    assert ("A" in easel.picture().mode) == (mode in {"RGBA", "LA"})


async def test_sixteen_bits_become_eight(easel):
    await easel.draw(made.encoded(Image.new("I;16", (50, 50), 0x8000), "PNG"))
    assert easel.picture().convert("L").getpixel((5, 5)) in range(126, 131)


async def test_heic_becomes_jpeg(easel):
    assert made.CAMERA.encode() in made.HEIC
    assert await easel.draw(made.HEIC) == Drawn("image/jpeg", 64, 48, preview=False)
    assert made.CAMERA.encode() not in easel.places.main.read_bytes()


@pytest.mark.parametrize("kind", ["GIF", "PNG", "WEBP"])
async def test_what_moves_goes_on_moving(easel, kind):
    assert await easel.draw(made.moving(kind)) == Drawn("image/webp", 60, 40, preview=True)
    assert easel.picture().n_frames == 8
    with Image.open(easel.places.preview) as preview:
        assert getattr(preview, "n_frames", 1) == 1


@pytest.mark.parametrize("frame", [{"frames": 7}, {"moving_pixels": 60 * 40 * 8 - 1}], ids=str)
async def test_what_moves_too_much_stands_still(easel, frame):
    assert await easel.draw(made.moving(), **frame) == Drawn("image/png", 60, 40, preview=False)


async def test_what_is_large_is_drawn_smaller_and_has_a_preview(easel):
    drawn = await easel.draw(made.photo(orientation=6, width=1500, height=900), side=600, preview_side=100)
    assert drawn == Drawn("image/jpeg", 360, 600, preview=True)
    with Image.open(easel.places.preview) as preview:
        assert preview.size == (60, 100)


HARMFUL = {
    "a GIF that is a script": made.POLYGLOT,
    "cut short": made.photo()[:4000],
    "a head alone": b"\x89PNG\r\n\x1a\n",
    "a JPEG with a web page behind its mark": b"\xff\xd8\xff\xe0<html><script>alert(1)</script>",
    "noise": b"\xff\xd8\xff" + os.urandom(5000),
    "an empty WebP": b"RIFF\x04\0\0\0WEBPVP8 ",
    "a HEIC of nothing": made.HEIC[:300],
}


@pytest.mark.parametrize("raw", HARMFUL.values(), ids=list(HARMFUL))
async def test_what_is_no_whole_picture_is_refused(easel, raw):
    assert await easel.refused(raw) == "bad_field"


async def test_a_script_behind_a_real_picture_is_not_drawn(easel):
    tail = b"<script>alert(document.domain)</script>"
    await easel.draw(made.photo() + tail)
    assert tail not in easel.places.main.read_bytes()


async def test_only_the_decoder_of_its_own_kind_may_try(easel):
    """A TIFF, or a PostScript file, that was called a JPEG reaches no decoder but JPEG's."""
    assert await easel.refused(made.encoded(made.noise(20, 20), "TIFF"), "image/jpeg") == "bad_field"
    assert await easel.refused(made.encoded(made.noise(20, 20), "EPS"), "image/png") == "bad_field"


async def test_a_bomb_is_refused_by_its_head(easel):
    raw = made.bomb(20_000)
    assert len(raw) < 600_000
    assert await easel.refused(raw) == "too_large"


async def test_a_bomb_that_is_unpacked_hits_the_memory_limit(easel):
    assert await easel.refused(made.bomb(20_000), pixels=10**10, memory=500 * 1024**2) == "too_large"
    assert easel.pictures.said == b'{"refused": "memory"}'


@pytest.mark.parametrize("limit", [{"cpu_s": 1}, {"wall_s": 0.2}], ids=str)
async def test_a_picture_that_costs_too_much_time_is_killed(easel, limit):
    """The processor's limit ends it from inside, the clock's from outside: it says nothing, and is gone."""
    assert await easel.refused(made.bomb(20_000), pixels=10**10, memory=8 * 1024**3, **limit) == "too_large"
    assert easel.pictures.said == b""
    assert not children()


def children() -> list[str]:
    listed = Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children").read_text().split()
    return [pid for pid in listed if b"redraw.py" in Path(f"/proc/{pid}/cmdline").read_bytes()]


async def test_what_is_written_is_bounded(easel):
    assert await easel.refused(made.encoded(made.noise(400, 400), "PNG"), written=10_000) == "unavailable"


async def test_many_wait_and_more_are_asked_to_come_again(easel):
    pictures = Pictures(Frame(waiting=0))
    easel.places.original.write_bytes(made.photo())
    with pytest.raises(Refusal) as caught:
        await pictures.draw(easel.places, "image/jpeg")
    assert (caught.value.code, caught.value.retry_after_ms) == ("unavailable", 5_000)


async def test_colours_are_those_that_the_profile_meant(easel):
    """A profile that cannot be read is ignored, and none is handed on."""
    raw = made.encoded(made.noise(), "JPEG", icc_profile=b"no profile at all")
    await easel.draw(raw)
    assert b"no profile" not in easel.places.main.read_bytes()
    assert "icc_profile" not in Image.open(io.BytesIO(easel.places.main.read_bytes())).info
