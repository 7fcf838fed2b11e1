/** The order as a play: who does what, in which words. Nothing here knows how it is done. */
import type { Lang, Values } from "../core/wire";
import type { Seat } from "./cast";
import type { HostStep } from "./host";
import type { Chapter } from "./story";

export type Beat =
  | { readonly do: "say" | "note"; readonly who: Seat; readonly text: Readonly<Record<Lang, string>> }
  | { readonly do: "phrase"; readonly who: Seat; readonly phrase: string; readonly params?: Values }
  | { readonly do: "help"; readonly who: Seat; readonly reason: string }
  | { readonly do: "react"; readonly who: Seat; readonly emoji: string }
  | { readonly do: "host"; readonly step: HostStep }
  | { readonly do: "look" | "lookAway"; readonly who: Seat }
  | { readonly do: "pause"; readonly ms: number }
  | { readonly do: "reached"; readonly chapter: Chapter };

const say = (who: Seat, en: string, ja: string): Beat => ({ do: "say", who, text: { en, ja } });
const look = (who: Seat): Beat => ({ do: "look", who });
const away = (who: Seat): Beat => ({ do: "lookAway", who });
const host = (step: HostStep): Beat => ({ do: "host", step });
const pause = (ms: number): Beat => ({ do: "pause", ms });

export const PLAY: readonly Beat[] = [
  look("customer"),
  look("merchant"),
  pause(900),
  host("accepted"),
  say(
    "merchant",
    "Thank you, Ann. Your ramen is on the stove.",
    "葵様、ありがとうございます。ただいまお作りしています。",
  ),
  look("driver"),
  pause(700),
  host("assigned"),
  pause(500),
  { do: "phrase", who: "driver", phrase: "driver.on_my_way" },
  pause(1_300),
  away("merchant"),
  say(
    "driver",
    "There is an accident on Ring Road. Nothing moves.",
    "環状通りで事故があり、車がまったく動きません。",
  ),
  pause(500),
  { do: "phrase", who: "driver", phrase: "driver.delay", params: { minutes: 10 } },
  pause(500),
  host("eta"),
  pause(1_400),
  away("driver"),
  say(
    "customer",
    "Will it still be warm? My parents are here at eight.",
    "温かいまま届きますか。8時に両親が来ます。",
  ),
  pause(1_800),
  { do: "help", who: "customer", reason: "late" },
  { do: "reached", chapter: "help" },
  pause(900),
  look("agent"),
  pause(1_300),
  host("join"),
  pause(900),
  {
    do: "note",
    who: "agent",
    text: {
      en: "Ken is stuck. Mei is 4 minutes from the diner: giving it to her.",
      ja: "健さんは動けません。店から4分の芽衣さんに代わってもらいます。",
    },
  },
  pause(500),
  say(
    "agent",
    "Hello Ann, Aya here. Mei is right by the diner and takes over.",
    "葵様、担当の彩です。お店の近くにいる芽衣に交代します。",
  ),
  pause(1_200),
  look("driver"),
  host("swap"),
  pause(2_200),
  look("merchant"),
  say("merchant", "Packed hot, a minute ago. Hello Mei.", "出来たてを包みました。芽衣さん、お願いします。"),
  pause(900),
  host("picked_up"),
  { do: "phrase", who: "driver", phrase: "driver.picked_up" },
  pause(1_000),
  away("driver"),
  pause(600),
  say(
    "customer",
    "Lovely. Please leave it at the door, the baby sleeps.",
    "助かります。赤ちゃんが寝ているので、玄関前にお願いします。",
  ),
  pause(5_000),
  look("driver"),
  pause(1_200),
  { do: "phrase", who: "driver", phrase: "driver.left_at_door" },
  pause(700),
  host("delivered"),
  pause(1_200),
  say(
    "customer",
    "Still steaming. Thank you, all of you.",
    "まだ湯気が立っています。皆さん、ありがとうございました。",
  ),
  pause(600),
  { do: "react", who: "merchant", emoji: "🙏" },
  pause(300),
  { do: "react", who: "driver", emoji: "😊" },
  pause(700),
  { do: "reached", chapter: "locked" },
];
