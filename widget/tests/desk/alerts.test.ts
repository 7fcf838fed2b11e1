/** What is told outside of the list, what is not, and whose choice that is; who works stands above who does not. */
import { describe, expect, it } from "vitest";
import { InboxLine } from "../../src/client/inbox";
import { Chosen, choicesOf } from "../../src/desk/alerts/choices";
import { mostPressing, newsOf } from "../../src/desk/alerts/news";
import type { Row } from "../../src/desk/inbox/row";
import { type AgentLoad, ranked } from "../../src/desk/load/load";
import type { SocketEvents } from "../../src/net/socket";
import { ago, heldBy, row, said } from "./rows";

const ME = "s_ada";
const news = (before: Partial<Row> | null, after: Partial<Row>) =>
  newsOf({ before: before && row("a", before), row: row("a", after) }, ME);
const call = (reason: string | null): Partial<Row> => ({ waiting: { since: ago(1), reason, by: "ann" } });

describe("news", () => {
  it.each<[string | null, string, Partial<Row> | null, Partial<Row>]>([
    ["offer", "a room is offered to me", {}, { held: heldBy(ME, "offered") }],
    [
      null,
      "it was offered before",
      { held: heldBy(ME, "offered") },
      { held: heldBy(ME, "offered"), unread: 0 },
    ],
    ["help", "somebody calls for help", {}, call("late")],
    ["waiting", "somebody waits", {}, call(null)],
    [null, "they waited before", call(null), call(null)],
    [null, "a colleague's room waits", {}, { ...call("late"), held: heldBy("s_mika") }],
    ["mention", "a colleague names me", {}, { mentions: 1 }],
    ["message", "a word in a room of mine", { held: heldBy(ME) }, { held: heldBy(ME), last: said(0, 6) }],
    [
      null,
      "a word in a colleague's",
      { held: heldBy("s_mika") },
      { held: heldBy("s_mika"), last: said(0, 6) },
    ],
    [null, "my own side's word", { held: heldBy(ME) }, { held: heldBy(ME), last: said(0, 6, "agent") }],
    [null, "it is resolved", {}, { ...call("late"), status: "resolved" }],
    ["help", "a room that was not in the list", null, call("late")],
  ])("%s: %s", (kind, _, before, after) => expect(news(before, after)).toBe(kind));
  it("of several the most pressing, and none of the room that is looked at", () => {
    const changes = [
      { before: row("a"), row: row("a", { mentions: 1 }) },
      { before: row("b"), row: row("b", call("late")) },
    ];
    expect(mostPressing(changes, ME, null)?.kind).toBe("help");
    expect(mostPressing(changes, ME, "b")?.kind).toBe("mention");
    expect(mostPressing(changes.slice(0, 1), ME, "a")).toBeNull();
  });
});

describe("what one chose", () => {
  it("is as usual where nothing, or nonsense, is kept", () => {
    for (const text of [null, "", "{", '{"sound":"all","quiet":1}', "null"])
      expect(choicesOf(text)).toEqual(choicesOf("{}"));
  });
  it("is kept, and read again", () => {
    const kept = new Map<string, string>();
    const store = () =>
      ({
        getItem: (key: string) => kept.get(key) ?? null,
        setItem: (key: string, text: string) => kept.set(key, text),
      }) as unknown as Storage;
    new Chosen(store).choose({ quiet: true, sound: ["message"] });
    expect(new Chosen(store).now.value).toMatchObject({ quiet: true, sound: ["message"], singles: true });
  });
  it("holds as long as the page where nothing may be kept", () => {
    const chosen = new Chosen(() => {
      throw new Error("no");
    });
    chosen.choose({ quiet: true });
    expect(chosen.now.value.quiet).toBe(true);
  });
});

describe("the inbox on the client's socket", () => {
  function line() {
    const [told, passed, sent]: [unknown[], string[], string[]] = [[], [], []];
    let server: SocketEvents | null = null;
    const inbox = new InboxLine((frame) => told.push(frame));
    const dial = inbox.over((events) => {
      server = events;
      return { send: (text) => sent.push(text), drop: () => undefined };
    });
    dial({ opened: () => undefined, closed: () => undefined, frame: (text) => passed.push(text) });
    return { inbox, told, passed, sent, says: (text: string) => server?.frame(text) };
  }
  it("is asked for, and told to nobody else; the client hears that the path lives", () => {
    const { inbox, told, passed, sent, says } = line();
    inbox.subscribe();
    expect(sent.map((text) => JSON.parse(text))).toEqual([{ t: "inbox", on: true, ref: "inbox" }]);
    says('{"t":"inbox","rows":[],"reset":true}');
    says('{"t":"ping"}');
    expect(told).toEqual([{ t: "inbox", rows: [], reset: true }]);
    expect(passed.map((text) => JSON.parse(text))).toEqual([{ t: "inbox" }, { t: "ping" }]);
  });
});

it("who works stands above who does not, the longest wait first", () => {
  const agent = (
    name: string,
    state: AgentLoad["state"],
    longest_wait_s: number | null,
    open = 1,
  ): AgentLoad => ({
    user: name,
    name,
    state,
    since: ago(9),
    connected: true,
    open,
    capacity: 5,
    waiting: 0,
    longest_wait_s,
  });
  const agents = [
    agent("off", "offline", 900),
    agent("calm", "online", null, 2),
    agent("b", "online", null),
    agent("a", "online", null),
    agent("pressed", "online", 60),
    agent("busy", "busy", 30),
  ];
  expect(ranked(agents).map(({ name }) => name)).toEqual(["pressed", "calm", "a", "b", "busy", "off"]);
});
