"""Names that strangers choose: one plain name is left of them, whatever they tried."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.core import filenames

TRICKS = {
    "../../etc/passwd": "passwd",
    "..\\..\\boot.ini": "boot.ini",
    "/": "file",
    "..": "file",
    "": "file",
    " . ": "file",
    "a\r\nSet-Cookie: x=1": "aSet-Cookie_ x=1",
    'a";b.txt': "a_;b.txt",
    "photo\u202egpj.exe": "photogpj.exe",
    "\u2066a\u2069\u200f.txt": "a.txt",
    "a\0b.txt": "ab.txt",
    "nul.txt": "_nul.txt",
    "COM1": "_COM1",
    "%2e%2e%2fx": "_2e_2e_2fx",
    "e\u0301.txt": "\u00e9.txt",
    "領収 書.pdf": "領収 書.pdf",
    "a \t\n b.txt": "a b.txt",
    "\ud800x.txt": "x.txt",
}


@pytest.mark.parametrize(("said", "kept"), TRICKS.items())
def test_what_is_left_of_a_name(said: str, kept: str):
    assert filenames.clean(said) == kept


def test_a_long_name_keeps_its_suffix():
    assert filenames.clean("x" * 500 + ".pdf") == "x" * 116 + ".pdf"
    assert len(filenames.clean("あ" * 500 + ".pdf").encode()) <= filenames.MAX_BYTES
    assert filenames.clean("あ" * 500 + ".pdf").endswith(".pdf")


@given(st.text(max_size=600))
def test_any_name_becomes_a_plain_one(said: str):
    name = filenames.clean(said)
    assert name
    assert len(name) <= filenames.MAX_NAME
    assert len(name.encode()) <= filenames.MAX_BYTES
    assert not set(name) & set('<>:"|?*%\\/')
    assert all(unicodedata.category(char)[0] != "C" for char in name)
    assert name not in {".", ".."}
    assert name == name.strip(" .") or name.startswith("_")
    assert filenames.clean(name) == name


@pytest.mark.parametrize(
    ("name", "became"),
    [
        ("door.png", "door.jpg"),
        ("door.JPEG", "door.JPEG"),
        ("door.html", "door.jpg"),
        ("door", "door.jpg"),
        ("v1.2 of the long explanation", "v1.2 of the long explanation.jpg"),
        (".png", ".png.jpg"),
    ],
)
def test_a_pictures_name_says_what_it_is_now(name: str, became: str):
    assert filenames.with_suffix(name, ".jpg", frozenset({".jpg", ".jpeg"})) == became


@given(st.text(max_size=600))
def test_a_suffix_can_always_be_put_on(said: str):
    name = filenames.with_suffix(filenames.clean(said), ".webp")
    assert name.lower().endswith(".webp")
    assert len(name) <= filenames.MAX_NAME
    assert len(name.encode()) <= filenames.MAX_BYTES
