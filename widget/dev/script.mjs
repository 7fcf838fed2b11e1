/** One food order as a conversation, for looking at. */
export const phrases = [
  {
    id: "arriving",
    roles: ["driver"],
    stages: ["picked_up"],
    texts: { en: "I am almost there", ja: "まもなく到着します" },
    params: [],
  },
  {
    id: "traffic",
    roles: ["driver"],
    stages: ["picked_up"],
    texts: { en: "I am stuck in traffic", ja: "渋滞で遅れています" },
    params: [],
  },
  {
    id: "entrance",
    roles: ["driver"],
    stages: ["picked_up"],
    texts: { en: "I am at the entrance", ja: "入口に着きました" },
    params: [],
  },
  {
    id: "door",
    roles: ["driver"],
    stages: ["picked_up"],
    texts: { en: "I left it at your door", ja: "玄関先に置きました" },
    params: [],
  },
  {
    id: "waiting",
    roles: ["driver"],
    stages: [],
    texts: { en: "I am waiting at the shop", ja: "お店で待っています" },
    params: [],
  },
  {
    id: "ten",
    roles: ["merchant"],
    stages: [],
    texts: { en: "10 more minutes", ja: "あと10分かかります" },
    params: [],
  },
  {
    id: "ready",
    roles: ["merchant"],
    stages: [],
    texts: { en: "It is ready", ja: "用意できました" },
    params: [],
  },
  {
    id: "sold_out",
    roles: ["merchant"],
    stages: [],
    texts: { en: "One item is sold out", ja: "売り切れの品があります" },
    params: [],
  },
  {
    id: "where",
    roles: ["customer"],
    stages: [],
    texts: { en: "Where are you?", ja: "今どちらですか" },
    params: [],
  },
  {
    id: "thanks",
    roles: ["customer"],
    stages: [],
    texts: { en: "Thank you", ja: "ありがとうございます" },
    params: [],
  },
];

const minutes = (n) => new Date(Date.now() - n * 60_000).toISOString();
const text = (words) => ({ type: "text", text: words });
const who = (user, role, name, joined_seq, delivered, read, presence) => ({
  user,
  role,
  name,
  joined_seq,
  delivered,
  read,
  presence,
  verified: "host",
});

function numbered(entries) {
  return entries.map((entry, i) => ({ seq: i + 1, ...entry }));
}

function order() {
  return {
    id: "order-1042",
    subject: "Order 1042",
    typing: new Set(),
    lane: "order-1042.staff",
    metadata: { crm: "77", plan: "gold" },
    facts: [
      {
        key: "eta",
        label: "Arrives",
        value: "19:40",
        kind: "time",
        roles: ["customer", "merchant", "driver", "agent"],
      },
      {
        key: "addr",
        label: "Drop-off",
        value: "3-12-8 Sakura, Setagaya",
        kind: "address",
        roles: ["driver", "agent"],
      },
      { key: "tel", label: "Ann", value: "+81 90 1234 5678", kind: "phone", roles: ["driver", "agent"] },
      {
        key: "items",
        label: "Items",
        value: "2 × tonkotsu ramen, 1 × gyoza",
        kind: "text",
        roles: ["customer", "merchant"],
      },
    ],
    participants: [
      who("ann", "customer", "Ann", 2, 14, 14, "online"),
      who("ken", "driver", "Ken", 3, 14, 12, "online"),
      who("sakura", "merchant", "Sakura Diner", 4, 12, 8, "away"),
      who("mei", "agent", "Mei", 10, 12, 10, "offline"),
    ],
    entries: numbered([
      {
        kind: "room",
        by: null,
        at: minutes(48),
        body: { kind: "order", subject: "Order 1042", status: "open" },
      },
      { kind: "join", by: null, at: minutes(48), body: { user: "ann", role: "customer", name: "Ann" } },
      { kind: "join", by: null, at: minutes(48), body: { user: "ken", role: "driver", name: "Ken" } },
      {
        kind: "join",
        by: null,
        at: minutes(48),
        body: { user: "sakura", role: "merchant", name: "Sakura Diner" },
      },
      {
        kind: "message",
        by: "sakura",
        at: minutes(41),
        body: text("Your order is in the kitchen. About 15 minutes."),
      },
      { kind: "activity", by: null, at: minutes(24), body: { type: "picked_up" } },
      {
        kind: "message",
        by: "ken",
        at: minutes(20),
        body: { type: "phrase", phrase: "traffic", texts: phrases[1].texts },
      },
      {
        kind: "message",
        by: "ken",
        at: minutes(19),
        body: text("An accident on Setagaya-dori. Ten more minutes, I am sorry."),
        reactions: { "🙏": ["ann"] },
      },
      { kind: "help", by: "ann", at: minutes(15), body: { state: "raised", reason: "late" } },
      { kind: "join", by: null, at: minutes(14), body: { user: "mei", role: "agent", name: "Mei" } },
      {
        kind: "message",
        by: "mei",
        at: minutes(13),
        body: text("Hello Ann, I am looking at Ken's route now. He is 1.2 km away."),
      },
      {
        kind: "message",
        by: "ann",
        at: minutes(11),
        cid: "a1",
        body: text("Thank you. No hurry, please drive safely."),
      },
      {
        kind: "message",
        by: "ann",
        at: minutes(2),
        cid: "a2",
        body: text("Could you leave it with the concierge?"),
        reply_to: 8,
      },
      { kind: "message", by: "ann", at: minutes(1), cid: "a3", body: text("The gate code is 4411.") },
    ]),
  };
}

function lane() {
  return {
    id: "order-1042.staff",
    subject: "",
    typing: new Set(),
    participants: [],
    can: { agent: ["send", "edit", "redact", "react", "seen", "history", "typing"] },
    entries: numbered([
      { kind: "room", by: null, at: minutes(48), body: { kind: "order" } },
      {
        kind: "message",
        by: "mei",
        at: minutes(12),
        author: { name: "Mei", role: "agent" },
        body: text("Third late order on this route today. I told dispatch."),
      },
      {
        kind: "message",
        by: "s_yuki",
        at: minutes(10),
        author: { name: "Yuki", role: "supervisor" },
        body: text("Offer a coupon if it passes 20 minutes."),
      },
    ]),
  };
}

function crowd() {
  const people = Array.from({ length: 40 }, (_, i) =>
    who(`d${i}`, "driver", `Driver ${i}`, 2 + i, 99, i < 12 ? 99 : 0, "online"),
  );
  return {
    id: "area-7",
    subject: "Drivers, area 7",
    typing: new Set(),
    participants: [...people, who("mei", "agent", "Mei", 1, 99, 99, "online")],
    entries: numbered([
      ...people.map((p) => ({
        kind: "join",
        by: null,
        at: minutes(300),
        body: { user: p.user, role: "driver", name: p.name },
      })),
      { kind: "message", by: "mei", at: minutes(3), body: text("Kan-nana is closed at Noge until 21:00.") },
    ]).map((e) => ({ ...e, seq: e.seq + 1 })),
  };
}

function fresh() {
  return {
    id: "order-1",
    subject: "Order 1",
    typing: new Set(),
    participants: [
      who("ann", "customer", "Ann", 2, 3, 3, "online"),
      who("ken", "driver", "Ken", 3, 3, 3, "offline"),
    ],
    entries: numbered([
      { kind: "room", by: null, at: minutes(1), body: { kind: "order", subject: "Order 1", status: "open" } },
      { kind: "join", by: null, at: minutes(1), body: { user: "ann", role: "customer", name: "Ann" } },
      { kind: "join", by: null, at: minutes(1), body: { user: "ken", role: "driver", name: "Ken" } },
    ]),
  };
}

export function makeRooms() {
  return new Map([order(), lane(), crowd(), fresh()].map((room) => [room.id, room]));
}
