"""One evening at the desk, as data: who there is, which rooms, what was said how long ago, in two languages."""

from dataclasses import dataclass
from typing import Any, Final

STAFF: Final = {"ada": "admin", "mika": "agent", "rie": "agent", "bob": "agent"}
MAIN: Final = "order-2051"
KINDS: Final = {"noah": "support", "lina": "support"}
"""Rooms by whom they are about; the others are orders."""


@dataclass(frozen=True)
class Said:
    """So many minutes ago, in this room, somebody did this; `note`: in the staff lane."""

    ago: int
    room: str
    by: str
    act: str = "say"
    text: str = ""
    more: Any = None


ROOMS: Final[dict[str, dict[str, str]]] = {
    MAIN: {"emma": "customer", "ken": "driver", "sakura": "merchant"},
    "order-2049": {"oscar": "customer", "aya": "driver", "momo": "merchant"},
    "noah": {"noah": "customer"},
    "order-2046": {"grace": "customer", "ken": "driver", "momo": "merchant"},
    "order-2044": {"hugo": "customer", "aya": "driver", "sakura": "merchant"},
    "lina": {"lina": "customer"},
    "order-2043": {"ivy": "customer", "tom": "driver", "sakura": "merchant"},
    "order-2040": {"leo": "customer", "tom": "driver", "momo": "merchant"},
    "order-2038": {"mia": "customer", "aya": "driver", "momo": "merchant"},
    "order-2037": {"zoe": "customer", "tom": "driver", "sakura": "merchant"},
}
EVENING: Final = (
    Said(48, "order-2037", "zoe", "say", "thanks"),
    Said(41, "order-2038", "aya", "say", "delivered"),
    Said(38, "order-2040", "leo", "say", "where"),
    Said(37, "order-2040", "rie", "take"),
    Said(36, "order-2040", "rie", "say", "soon"),
    Said(33, "order-2038", "bob", "take"),
    Said(31, "lina", "lina", "say", "invoice"),
    Said(30, "lina", "mika", "take"),
    Said(29, "lina", "mika", "say", "invoice_sent"),
    Said(28, "lina", "mika", "snooze", "", 35),
    Said(26, "order-2043", "ivy", "say", "sauce"),
    Said(25, "order-2043", "mika", "take"),
    Said(24, "order-2043", "mika", "say", "sauce_comes"),
    Said(22, "order-2044", "hugo", "say", "refund"),
    Said(21, "order-2044", "mika", "take"),
    Said(20, "order-2044", "mika", "due", "", 1),
    Said(19, MAIN, "emma", "say", "coriander"),
    Said(18, MAIN, "sakura", "say", "without"),
    Said(15, "order-2046", "ken", "say", "bell"),
    Said(14, "order-2046", "rie", "take"),
    Said(12, MAIN, "ken", "say", "cooking"),
    Said(10, "order-2046", "rie", "note", "lift", ["mika"]),
    Said(9, MAIN, "emma", "help", "late"),
    Said(8, MAIN, "mika", "take"),
    Said(8, MAIN, "mika", "mark", "", "high"),
    Said(7, MAIN, "mika", "note", "oven", ["rie"]),
    Said(6, MAIN, "rie", "note", "oven_runs"),
    Said(5, "order-2049", "aya", "help", "address"),
    Said(5, MAIN, "mika", "say", "hello"),
    Said(4, MAIN, "sakura", "say", "packed"),
    Said(3, "noah", "noah", "say", "before_eight"),
    Said(2, MAIN, "ken", "say", "on_my_way"),
    Said(1, MAIN, "mika", "say", "thanks_both"),
)

NAMES: Final = {
    "ja": {
        "ada": "綾",
        "mika": "美香",
        "rie": "理恵",
        "bob": "大輔",
        "emma": "恵美",
        "ken": "健",
        "sakura": "さくら食堂",
        "oscar": "修",
        "aya": "彩",
        "momo": "もも屋",
        "noah": "直人",
        "grace": "里奈",
        "hugo": "浩",
        "lina": "莉奈",
        "ivy": "葵",
        "tom": "智也",
        "leo": "蓮",
        "mia": "美穂",
        "zoe": "結衣",
    },
    "en": {"sakura": "Sakura Diner", "momo": "Momo Noodles"},
}
TEXTS: Final = {
    "en": {
        "thanks": "All here, thank you.",
        "delivered": "Left at the door, as you asked.",
        "where": "Where is my order?",
        "soon": "Tom is two streets away.",
        "invoice": "Could I have an invoice for Monday?",
        "invoice_sent": "It is on its way to your address.",
        "sauce": "The sauce is missing.",
        "sauce_comes": "Tom brings it with his next stop.",
        "refund": "The soup was cold. Can I have it back?",
        "coriander": "Could you leave out the coriander, please?",
        "without": "Of course, without coriander.",
        "bell": "The bell does not work. Which floor?",
        "cooking": "I am here, they are still cooking.",
        "lift": "@Mika do you know this house? There was a second entrance.",
        "oven": "@Rie third late order from there tonight. Is the oven all right?",
        "oven_runs": "It runs again since seven. I told the others.",
        "hello": "Hello Emma, this is Mika from support. The oven was broken, it runs again. I stay until you have it.",
        "packed": "Packed, Ken has it. Sorry for the wait.",
        "before_eight": "Can I still change the address before eight?",
        "on_my_way": "On my way, eight minutes.",
        "thanks_both": "Thank you both. Emma, the delivery is on us tonight.",
        "typing": "That is kind",
        "late": "late",
        "order": "Order",
        "support": "Question",
    },
    "ja": {
        "thanks": "全部そろっています。ありがとうございます。",
        "delivered": "玄関の前に置きました。",
        "where": "注文は今どこですか。",
        "soon": "智也さんがすぐ近くまで来ています。",
        "invoice": "月曜日の請求書をいただけますか。",
        "invoice_sent": "ご登録の住所へお送りしました。",
        "sauce": "ソースが入っていません。",
        "sauce_comes": "次の配達のときにお届けします。",
        "refund": "スープが冷めていました。返金できますか。",
        "coriander": "パクチーを抜いてもらえますか。",
        "without": "はい、パクチーなしでお作りします。",
        "bell": "呼び鈴が鳴りません。何階ですか。",
        "cooking": "お店に着きました。まだ調理中です。",
        "lift": "@美香 この建物を知っていますか。入口が二つあったはずです。",
        "oven": "@理恵 今夜このお店の遅れは三件目です。オーブンは直りましたか。",
        "oven_runs": "七時から動いています。ほかのお客様には伝えました。",
        "hello": "恵美さん、サポートの美香です。オーブンの故障は直りました。お届けまでこちらで見ています。",
        "packed": "できました。健さんに渡しました。お待たせしました。",
        "before_eight": "八時までなら届け先を変えられますか。",
        "on_my_way": "向かっています。あと八分です。",
        "thanks_both": "お二人ともありがとうございます。恵美さん、今夜の配達料はいただきません。",
        "typing": "ありがとう",
        "late": "遅れ",
        "order": "注文",
        "support": "お問い合わせ",
    },
}
