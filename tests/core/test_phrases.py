"""Quick phrases: every one complete in every language, with the parameters it needs."""

import string

import pytest

from server.core.commands import Phrase
from server.core.phrases import CATALOGUE, HELP_REASONS, Catalogue
from server.core.refusals import Refusal
from server.core.room import ROLES
from server.core.values import MAX_TEXT

LANGUAGES = {"en", "ja"}
STAGES = {"placed", "assigned", "picked_up", "delivered"}


def slots(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("phrase", CATALOGUE, ids=lambda phrase: phrase.id)
def test_every_phrase_is_complete(phrase):
    assert set(phrase.texts) == LANGUAGES
    assert all(text.strip() for text in phrase.texts.values())
    assert all(slots(text) == set(phrase.params) for text in phrase.texts.values())
    assert set(phrase.roles) <= set(ROLES)
    assert phrase.roles
    assert set(phrase.stages) <= STAGES
    rendered = Catalogue().render(phrase.id, dict.fromkeys(phrase.params, 10))
    assert rendered["type"] == Phrase.__struct_config__.tag
    assert all("{" not in text and len(text) <= MAX_TEXT for text in rendered["texts"].values())


def test_every_phrase_has_an_id_of_its_own_that_names_who_says_it():
    assert len({phrase.id for phrase in CATALOGUE}) == len(CATALOGUE)
    for phrase in CATALOGUE:
        speaker = phrase.id.partition(".")[0]
        assert (speaker,) == phrase.roles or speaker == "any"


@pytest.mark.parametrize("role", ["customer", "driver", "merchant"])
def test_every_party_has_something_to_say(role):
    offered = Catalogue().of_role(role)
    assert len(offered) >= 4
    assert all(role in phrase.roles for phrase in offered)
    assert len(Catalogue().of_role(None)) == len(CATALOGUE)


def test_a_reason_for_help_is_complete_too():
    assert all(set(texts) == LANGUAGES and all(texts.values()) for texts in HELP_REASONS.values())


def test_a_phrase_is_stored_with_its_words_in_every_language():
    assert Catalogue().render("driver.delay", {"minutes": 10, "unasked": "x"}) == {
        "type": "phrase",
        "phrase": "driver.delay",
        "params": {"minutes": 10},
        "texts": {
            "en": "Traffic: 10 minutes later than planned.",
            "ja": "道が混んでいて、予定より10分ほど遅れます。",
        },
    }
    assert "params" not in Catalogue().render("any.thanks", {})


def test_a_parameter_is_a_word_and_no_pattern():
    texts = Catalogue().render("driver.delay", {"minutes": "{0.__class__}"})["texts"]
    assert texts["en"] == "Traffic: {0.__class__} minutes later than planned."


@pytest.mark.parametrize("params", [{}, {"minutes": ""}, {"minutes": "x" * 65}, {"hours": 1}])
def test_a_parameter_that_is_missing_empty_or_too_long_is_named(params):
    with pytest.raises(Refusal) as caught:
        Catalogue().render("driver.delay", params)
    assert (caught.value.code, caught.value.field) == ("bad_field", "body.params.minutes")


def test_an_unknown_phrase_is_not_found():
    with pytest.raises(Refusal) as caught:
        Catalogue().render("driver.sings", {})
    assert (caught.value.code, caught.value.field) == ("not_found", "body.phrase")
