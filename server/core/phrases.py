"""Quick phrases: one tap for the sender, each reader's own language."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from server.core.refusals import Refusal


@dataclass(frozen=True, slots=True)
class Phrase:
    """One phrase: who may say it, at which stages of an order it helps, its words, its parameters."""

    id: str
    roles: tuple[str, ...]
    stages: tuple[str, ...]
    texts: dict[str, str]
    params: tuple[str, ...] = ()


CATALOGUE: Final[tuple[Phrase, ...]] = (
    Phrase(
        "driver.on_my_way", ("driver",), ("assigned", "picked_up"), {"en": "I am on my way.", "ja": "向かっています。"}
    ),
    Phrase("driver.at_store", ("driver",), ("assigned",), {"en": "I am at the shop.", "ja": "お店に着きました。"}),
    Phrase(
        "driver.picked_up",
        ("driver",),
        ("picked_up",),
        {"en": "I have your order and am coming.", "ja": "商品を受け取りました。お届けに向かいます。"},
    ),
    Phrase(
        "driver.delay",
        ("driver",),
        ("assigned", "picked_up"),
        {
            "en": "Traffic: {minutes} minutes later than planned.",
            "ja": "道が混んでいて、予定より{minutes}分ほど遅れます。",
        },
        ("minutes",),
    ),
    Phrase("driver.at_door", ("driver",), ("picked_up",), {"en": "I am at your door.", "ja": "玄関前に着きました。"}),
    Phrase(
        "driver.cannot_find",
        ("driver",),
        ("picked_up",),
        {"en": "I cannot find the entrance. Where is it?", "ja": "入口が見つかりません。どちらでしょうか。"},
    ),
    Phrase(
        "driver.left_at_door",
        ("driver",),
        ("picked_up", "delivered"),
        {"en": "I left it at your door.", "ja": "玄関前に置きました。"},
    ),
    Phrase(
        "merchant.plus_minutes",
        ("merchant",),
        ("placed", "assigned"),
        {"en": "We need {minutes} more minutes.", "ja": "あと{minutes}分ほどかかります。"},
        ("minutes",),
    ),
    Phrase(
        "merchant.ready",
        ("merchant",),
        ("placed", "assigned"),
        {"en": "The order is ready.", "ja": "ご注文の用意ができました。"},
    ),
    Phrase(
        "merchant.sold_out",
        ("merchant",),
        ("placed", "assigned"),
        {
            "en": "Sorry, one item is sold out. What would you like instead?",
            "ja": "申し訳ありません、品切れの商品があります。代わりに何になさいますか。",
        },
    ),
    Phrase(
        "merchant.sold_out_item",
        ("merchant",),
        ("placed", "assigned"),
        {
            "en": "Sorry, {item} is sold out. What would you like instead?",
            "ja": "申し訳ありません、{item}は品切れです。代わりに何になさいますか。",
        },
        ("item",),
    ),
    Phrase(
        "merchant.call_me",
        ("merchant",),
        ("placed", "assigned", "picked_up"),
        {"en": "Please call the shop.", "ja": "お店までお電話ください。"},
    ),
    Phrase(
        "customer.where",
        ("customer",),
        ("assigned", "picked_up"),
        {"en": "Where are you now?", "ja": "今どのあたりですか。"},
    ),
    Phrase(
        "customer.at_door",
        ("customer",),
        ("picked_up",),
        {"en": "Please leave it at the door.", "ja": "玄関前に置いてください。"},
    ),
    Phrase(
        "customer.coming_down", ("customer",), ("picked_up",), {"en": "I am coming down.", "ja": "今から下に降ります。"}
    ),
    Phrase(
        "any.thanks",
        ("customer", "driver", "merchant", "agent", "member"),
        (),
        {"en": "Thank you.", "ja": "ありがとうございます。"},
    ),
    Phrase(
        "any.understood",
        ("customer", "driver", "merchant", "agent", "member"),
        (),
        {"en": "Understood.", "ja": "承知しました。"},
    ),
)
HELP_REASONS: Final[dict[str, dict[str, str]]] = {
    "late": {"en": "The order is late", "ja": "注文が遅れている"},
    "missing": {"en": "Something is missing or wrong", "ja": "足りないもの・違うものがある"},
    "address": {"en": "The address cannot be found", "ja": "住所が見つからない"},
    "unreachable": {"en": "Nobody answers", "ja": "相手と連絡がつかない"},
    "unsafe": {"en": "I do not feel safe", "ja": "身の危険を感じる"},
    "report": {"en": "Report a message or a person", "ja": "メッセージや人を報告する"},
    "payment": {"en": "A question about payment", "ja": "支払いについて"},
    "other": {"en": "Something else", "ja": "その他"},
}
"""The catalogue of reasons for `help`."""


class Catalogue:
    """The phrases this server knows."""

    def __init__(self, phrases: tuple[Phrase, ...] = CATALOGUE) -> None:
        self._by_id = {phrase.id: phrase for phrase in phrases}

    def take(self, phrases: Iterable[Phrase]) -> None:
        """Say these from now on."""
        self._by_id = {phrase.id: phrase for phrase in phrases}

    @property
    def all(self) -> tuple[Phrase, ...]:
        """Every phrase, in the catalogue's order."""
        return tuple(self._by_id.values())

    def of_role(self, role: str | None) -> list[Phrase]:
        """Return the phrases a role may say; all of them for None."""
        return [p for p in self._by_id.values() if role is None or role in p.roles]

    def render(self, phrase_id: str, params: dict[str, int | str]) -> dict[str, Any]:
        """Return the body as it is stored: the phrase, its parameters, its words in every language."""
        phrase = self._by_id.get(phrase_id)
        if phrase is None:
            raise Refusal("not_found", "no such phrase", field="body.phrase")
        given = {name: _param(params.get(name), name) for name in phrase.params}
        texts = {language: text.format(**given) for language, text in phrase.texts.items()}
        body: dict[str, Any] = {"type": "phrase", "phrase": phrase_id, "texts": texts}
        return body | ({"params": given} if given else {})


def _param(value: int | str | None, name: str) -> int | str:
    if value is None or (isinstance(value, str) and not 0 < len(value) <= 64):  # noqa: PLR2004 - one bound, said here
        raise Refusal("bad_field", f"the phrase needs {name}", field=f"body.params.{name}")
    return value
