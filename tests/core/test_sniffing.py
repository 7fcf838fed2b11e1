"""What a file is, by its bytes: each kind is known, and nothing that runs passes for something that does not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.core import sniffing

KNOWN = {
    b"\xff\xd8\xff\xe1\0\0Exif": "image/jpeg",
    b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR": "image/png",
    b"GIF89a\x01\0": "image/gif",
    b"RIFF\x10\0\0\0WEBPVP8L": "image/webp",
    b"RIFF\x10\0\0\0WAVEfmt ": "audio/wav",
    b"BM\x36\0\0\0\0\0\0\0\x36": "image/bmp",
    b"II*\0\x08\0\0\0": "image/tiff",
    b"\0\0\0\x1cftypheic\0\0\0\0mif1heic": "image/heic",
    b"\0\0\0\x1cftypmif1\0\0\0\0heicmif1": "image/heic",
    b"\0\0\0\x1cftypmif1\0\0\0\0mif1avif": "image/avif",
    b"\0\0\0\x20ftypisom\0\0\x02\0isomiso2": "video/mp4",
    b"\0\0\0\x14ftypqt  \0\0\x02\0qt  ": "video/quicktime",
    b"\0\0\0\x1cftypM4A \0\0\0\0": "audio/mp4",
    b"%PDF-1.7\n": "application/pdf",
    b"PK\x03\x04\x14\0": "application/zip",
    b"\x1f\x8b\x08\0": "application/gzip",
    b"\x1aE\xdf\xa3": "video/webm",
    b"OggS\0": "audio/ogg",
    b"ID3\x04": "audio/mpeg",
    "領収書\n".encode(): "text/plain",
    b"": "text/plain",
    b"\0\x01\x02": sniffing.UNKNOWN,
    b"MZ\x90\0\x03": sniffing.UNKNOWN,
    b"caf\xe9 au lait, s'il vous pla\xeet": sniffing.UNKNOWN,
}
MARKUP = {
    b"<html>": "text/html",
    b"  \n<!DOCTYPE html>": "text/html",
    b"\xef\xbb\xbf<script>alert(1)</script>": "text/html",
    b"hello <b>there</b>": "text/html",
    b"<!-- x --><p>": "text/html",
    b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>": "image/svg+xml",
    b"<?xml version='1.0'?>\n<!-- c --><s:svg xmlns:s='...'>": "image/svg+xml",
    b"<?xml version='1.0'?><html xmlns='...'>": "text/html",
}


@pytest.mark.parametrize(("head", "kind"), [*KNOWN.items(), *MARKUP.items()])
def test_a_kind_is_known_by_its_bytes(head: bytes, kind: str):
    assert sniffing.sniff(head) == kind


def test_no_markup_is_inert_and_no_drawn_picture_is_told_by_hand():
    assert not {*MARKUP.values(), sniffing.UNKNOWN, "image/tiff"} & sniffing.INERT
    assert not set(sniffing.RASTERS) & sniffing.INERT
    assert set(sniffing.SUFFIXES) <= set(sniffing.RASTERS)


@pytest.mark.parametrize("cut", [1, 2])
def test_a_character_that_was_cut_in_two_is_still_text(cut: int):
    assert sniffing.sniff("あ".encode() * 100 + "あ".encode()[:cut]) == "text/plain"


@given(st.binary(max_size=200))
def test_any_bytes_are_of_some_kind(head: bytes):
    kinds = {*sniffing.RASTERS, *sniffing.INERT, sniffing.UNKNOWN, "text/html", "image/svg+xml", "image/tiff"}
    assert sniffing.sniff(head) in kinds


@given(st.text(max_size=100), st.sampled_from(["<script>", "<svg ", "<img src=x>", "<!doctype html>", "<?xml ?>"]))
def test_text_with_markup_in_it_is_never_plain(before: str, tag: str):
    assert sniffing.sniff((before + tag).encode("utf-8", "ignore")) not in sniffing.INERT | set(sniffing.RASTERS)
