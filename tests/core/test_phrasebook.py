"""The operator's own words: what is taken, and what a mistake is told as."""

import tomllib
from pathlib import Path

import pytest

from server.core import phrasebook, welcome
from server.core.phrasebook import Unreadable
from server.core.phrases import CATALOGUE, Catalogue

RAIN = {
    "id": "driver.rain", "roles": ["driver"], "stages": ["picked_up"], "params": ["minutes"],
    "texts": {"en": "Heavy rain: {minutes} minutes.", "ja": "大雨のため{minutes}分ほど。", "th": "ฝนตก {minutes} นาที"},
}  # fmt: skip
PLAIN = {"id": "any.hello", "roles": ["customer", "agent"], "texts": {"en": "Hello.", "ja": "こんにちは。"}}


def test_nothing_said_leaves_the_catalogue_as_it_is():
    assert phrasebook.read({}) == CATALOGUE


def test_phrases_are_added_and_said_in_every_language():
    catalogue = Catalogue(phrasebook.read({"phrases": [RAIN, PLAIN]}))
    assert [phrase.id for phrase in catalogue.of_role("driver")][-1] == "driver.rain"
    assert catalogue.render("driver.rain", {"minutes": 5})["texts"]["th"] == "ฝนตก 5 นาที"
    assert len(catalogue.all) == len(CATALOGUE) + 2


def test_one_of_parleys_own_can_be_put_otherwise_or_left_out():
    thanks = {**PLAIN, "id": "any.thanks", "roles": ["customer"]}
    book = phrasebook.read({"phrases": [thanks], "without": ["any.understood"]})
    found = {phrase.id: phrase for phrase in book}
    assert found["any.thanks"].texts["en"] == "Hello."
    assert "any.understood" not in found
    assert len(found) == len(CATALOGUE) - 1


WRONG = {
    "phrases[0].texts: ja missing": {"phrases": [{**PLAIN, "texts": {"en": "Hello."}}]},
    "phrases[0].texts: en and ja missing": {"phrases": [{**PLAIN, "texts": {"th": "x"}}]},
    "phrases[0].texts.ja: nothing is said": {"phrases": [{**PLAIN, "texts": {"en": "Hello.", "ja": " "}}]},
    "phrases[1].id: any.hello is there twice": {"phrases": [PLAIN, PLAIN]},
    "without[0]: there is no phrase any.nothing": {"without": ["any.nothing"]},
    "phrases[0].texts.en: the text must use {minutes}": {"phrases": [{**PLAIN, "params": ["minutes"]}]},
    "phrases[0].texts.en: the text must use no parameter": {"phrases": [{**RAIN, "params": []}]},
    "{minutes.__class__} is no plain parameter": {
        "phrases": [{**RAIN, "texts": {**RAIN["texts"], "en": "{minutes.__class__}"}}]
    },
    "{minutes} is no plain parameter": {"phrases": [{**RAIN, "texts": {**RAIN["texts"], "en": "{minutes:>999999}"}}]},
    "{} is no plain parameter": {"phrases": [{**RAIN, "texts": {**RAIN["texts"], "en": "{}"}}]},
    "Single '}'": {"phrases": [{**RAIN, "texts": {**RAIN["texts"], "en": "}"}}]},
    "phrases[0].roles[0]: Invalid enum value 'boss'": {"phrases": [{**PLAIN, "roles": ["boss"]}]},
    "phrases[0].roles: Expected `array` of length >= 1": {"phrases": [{**PLAIN, "roles": []}]},
    "phrases[0].id: Expected `str` matching": {"phrases": [{**PLAIN, "id": "Any Hello"}]},
    "phrases[0]: Object missing required field `texts`": {"phrases": [{"id": "any.x", "roles": ["agent"]}]},
    "the file: Object contains unknown field `phrase`": {"phrase": []},
    "phrases: Expected `array` of length <= 200": {"phrases": [{**PLAIN, "id": f"any.p{n}"} for n in range(201)]},
}


@pytest.mark.parametrize("document", list(WRONG.values()), ids=list(WRONG))
def test_a_mistake_is_told_with_its_place(document):
    with pytest.raises(Unreadable) as caught:
        phrasebook.read(document)
    told = next(text for text, wrong in WRONG.items() if wrong is document)
    assert told in str(caught.value)


def test_the_documented_example_is_taken():
    page = (Path(__file__).parents[2] / "docs/phrases.md").read_text()
    book = phrasebook.read(tomllib.loads(page.partition("```toml\n")[2].partition("```")[0]))
    assert [phrase.id for phrase in book if phrase not in CATALOGUE] == ["driver.rain"]
    assert len(book) == len(CATALOGUE)


def test_the_widgets_first_words_can_all_be_left_out():
    said = welcome.read({})
    assert set(said.greeting) == {"en", "ja"}
    assert (said.policy, said.retention_days, said.typical_minutes) == (None, None, None)


def test_the_widgets_first_words():
    document = {
        "name": "Kobe Deli", "greeting": {"en": "Hi", "ja": "どうも", "th": "สวัสดี"}, "languages": ["ja", "th"],
        "policy": "https://deli.example/privacy?x=1#kept", "retention_days": 90, "typical_minutes": 5,
    }  # fmt: skip
    said = welcome.read(document)
    assert {name: getattr(said, name) for name in document} == document


@pytest.mark.parametrize(
    "wrong",
    [
        {"policy": "javascript:alert(1)"}, {"policy": "https://"}, {"policy": 'https://x/"><b>'}, {"policy": "//x"},
        {"policy": "https://x/ y"}, {"policy": "https://x\n"}, {"greeting": {"en": "Hi"}}, {"retention_days": 0},
        {"typical_minutes": "5"}, {"languages": []}, {"languages": ["english"]}, {"colour": "red"},
    ],
)  # fmt: skip
def test_a_mistake_in_the_widgets_words_is_refused(wrong):
    with pytest.raises(Unreadable, match=r"\S: "):
        welcome.read(wrong)
