/** Small rules of the pages: what sends, what a link carries, which phrases, what a fact may open. */
import { describe, expect, it } from "vitest";
import { subjectOf } from "../../src/client/tokens";
import { momentOf, noteMoments } from "../../src/core/moments";
import { emptyState } from "../../src/core/state";
import { parseFrame } from "../../src/core/wire";
import { socketUrl } from "../../src/net/socket";
import { readTicket, themeFor } from "../../src/room/ticket";
import { factHref } from "../../src/ui/facts";
import { sends } from "../../src/ui/keys";
import { phrasesFor, stageOf } from "../../src/ui/phrases";

const press = { key: "Enter", shiftKey: false, altKey: false, isComposing: false, keyCode: 13 };

describe("Enter", () => {
  it.each([
    ["sends", {}, true],
    ["with Shift: a new line", { shiftKey: true }, false],
    ["while composing: takes the candidate", { isComposing: true }, false],
    ["Safari's order: composition ended just before, code 229", { keyCode: 229 }, false],
    ["another key", { key: "a", keyCode: 65 }, false],
  ])("%s", (_, change, expected) => expect(sends({ ...press, ...change })).toBe(expected));
});

describe("the link", () => {
  it("carries token, room and view", () => {
    expect(readTicket("#t=abc&room=order-1&view=driver&lang=ja&theme=dark")).toMatchObject({
      token: "abc",
      room: "order-1",
      view: "driver",
      lang: "ja",
      theme: "dark",
      observe: false,
    });
  });
  it.each(["", "#", "#t=abc", "#room=x"])("%j opens nothing", (fragment) =>
    expect(readTicket(fragment)).toMatchObject({ token: null, invitation: null }),
  );
  it("carries an invitation, which names no token", () =>
    expect(readTicket("#i=i_1.ab&lang=ja")).toMatchObject({ token: null, invitation: "i_1.ab", lang: "ja" }));
  it("an unknown view is a customer's", () => expect(readTicket("#t=a&room=b&view=x").view).toBe("customer"));
  it("a driver's page is dark at night", () => {
    const driver = readTicket("#t=a&room=b&view=driver");
    const customer = readTicket("#t=a&room=b");
    expect([themeFor(driver, 21), themeFor(driver, 5), themeFor(driver, 12)]).toEqual(["dark", "dark", null]);
    expect(themeFor(customer, 21)).toBeNull();
  });
});

describe("facts open only what we made", () => {
  const fact = (kind: "phone" | "address" | "link" | "text", value: string) => ({
    key: "k",
    label: "l",
    kind,
    value,
  });
  it.each([
    [fact("phone", "+81 90-1234 (x)"), "tel:+81901234"],
    [
      fact("address", "1-2 Sakura & Co"),
      "https://www.google.com/maps/dir/?api=1&destination=1-2%20Sakura%20%26%20Co",
    ],
    [fact("link", "https://shop.test/1"), "https://shop.test/1"],
    [fact("link", "javascript:alert(1)"), null],
    [fact("link", " data:text/html,x"), null],
    [fact("text", "https://shop.test"), null],
  ])("%j", (one, href) => expect(factHref(one)).toBe(href));
});

describe("phrases", () => {
  const all = [
    { id: "any", texts: {}, stages: [] },
    { id: "late", texts: {}, stages: ["picked_up"] },
    { id: "cook", texts: {}, stages: ["placed"] },
    { id: "eta", texts: { en: "{minutes} more" }, stages: ["picked_up"], params: ["minutes"] },
    { id: "odd", texts: {}, stages: ["picked_up"], params: ["street"] },
  ];
  it("those of this stage come first, minutes as keys of their own; those of other stages not at all", () => {
    expect(phrasesFor(all, "picked_up").map((one) => one.key)).toEqual([
      "late",
      "eta 10",
      "any",
      "eta 5",
      "eta 20",
    ]);
  });
  it("the stage is the latest order event", () => {
    const activity = (seq: number, type: string) =>
      ({ seq, kind: "activity", by: null, at: "", body: { type } }) as const;
    expect(stageOf(emptyState("r"))).toBe("placed");
    expect(stageOf({ ...emptyState("r"), items: [activity(2, "assigned"), activity(5, "picked_up")] })).toBe(
      "picked_up",
    );
  });
});

describe("frames", () => {
  it.each(["", "[]", "null", "7", "{}", '{"t":7}', "{"])("%j is none", (text) =>
    expect(parseFrame(text)).toBeNull(),
  );
  it("an unknown kind passes, to be ignored", () =>
    expect(parseFrame('{"t":"later"}')).toEqual({ t: "later" }));
});

it("the subject of a token, or nothing", () => {
  const part = btoa(String.fromCharCode(...new TextEncoder().encode(JSON.stringify({ sub: "アン" }))));
  expect(subjectOf(`x.${part.replace(/\+/g, "-").replace(/\//g, "_").replace(/=/g, "")}.y`)).toBe("アン");
  for (const bad of ["", "x", "x.!!.y", `x.${btoa("{}")}.y`]) expect(subjectOf(bad)).toBeNull();
});

it.each([
  ["https://chat.example", "wss://chat.example/v1/ws"],
  ["http://127.0.0.1:8000/", "ws://127.0.0.1:8000/v1/ws"],
  ["https://shop.example/chat", "wss://shop.example/chat/v1/ws"],
])("the socket of %s", (server, socket) => expect(socketUrl(server)).toBe(socket));

it("moments: known only from the second step on", () => {
  const start = noteMoments(new Map(), [{ user: "ken", delivered: 5, read: 3 }], 100);
  const later = noteMoments(start, [{ user: "ken", delivered: 6, read: 6 }], 200);
  expect(momentOf(later, "ken", "read", 3)).toBeNull();
  expect(momentOf(later, "ken", "read", 5)).toBe(200);
  expect(momentOf(later, "ken", "read", 7)).toBeNull();
  expect(noteMoments(later, [{ user: "ken", delivered: 6, read: 6 }], 300)).toEqual(later);
});
