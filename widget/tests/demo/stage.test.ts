/** The stage's pure parts: the count behind "none twice", the reason behind a pip, the size of things. */
import { describe, expect, test } from "vitest";
import { emptyState, type Item, type RoomState } from "../../src/core/state";
import type { Participant, ServerFrame } from "../../src/core/wire";
import { fitTo } from "../../src/demo/fit";
import { BLANK, held, known, noted, tallied } from "../../src/demo/ledger";
import { storyOf } from "../../src/demo/story";
import { type Sitter, traceOf } from "../../src/demo/trace";
import { tellIn } from "../../src/demo/words";

const AT = "2026-11-21T19:00:00.000Z";

function entries(...seqs: number[]): ServerFrame {
  const rows = seqs.map((seq) => ({
    seq,
    kind: "message",
    by: "ann",
    at: AT,
    body: { type: "text", text: "x" },
  }));
  return { t: "entries", room: "r", entries: rows } as ServerFrame;
}

function joined(...seqs: number[]): ServerFrame {
  return { ...entries(...seqs), t: "joined" } as ServerFrame;
}

describe("ledger", () => {
  test("counts what came, once and in order", () => {
    const ledger = [joined(1, 2), entries(3), entries(4, 5)].reduce(
      (book, frame) => noted(book, "r", frame),
      BLANK,
    );
    expect(tallied(ledger, new Set([1, 2, 3, 4, 5]))).toEqual({ due: 5, has: 5, clean: true });
  });

  test("catches a planted double, swap and hole", () => {
    const begun = noted(BLANK, "r", joined(1, 2));
    expect(tallied(noted(begun, "r", entries(2)), new Set()).clean).toBe(false);
    expect(tallied(noted(begun, "r", entries(4, 3)), new Set()).clean).toBe(false);
    expect(tallied(noted(begun, "r", entries(4)), new Set()).clean).toBe(false);
  });

  test("catching up goes on; a new snapshot begins anew; other rooms are nothing to it", () => {
    const begun = noted(BLANK, "r", joined(1, 2));
    expect(noted(begun, "r", joined(3)).seqs).toEqual([1, 2, 3]);
    expect(noted(begun, "r", joined(2, 3)).seqs).toEqual([2, 3]);
    expect(noted(begun, "lane", entries(3))).toBe(begun);
  });

  test("who came to an empty room waits for all that is said from then on", () => {
    const come = noted(BLANK, "r", { ...joined(), last_seq: 7 } as ServerFrame);
    expect(BLANK.first).toBe(null);
    expect(tallied(BLANK, new Set([7, 8]))).toEqual({ due: 0, has: 0, clean: true });
    expect(tallied(come, new Set([7, 8, 9]))).toEqual({ due: 2, has: 0, clean: true });
  });

  test("a window begins where its pane began, and what is missing is told", () => {
    const late = held({ low: 4, high: 5 }, [{ seq: 5, kind: "message" }]);
    const all = known([noted(BLANK, "r", joined(1, 2, 5, 6)), late]);
    expect(tallied(late, all)).toEqual({ due: 2, has: 1, clean: true });
  });
});

function who(user: string, role: Participant["role"], delivered: number, read: number): Participant {
  return { user, role, name: user, verified: "host", joined_seq: 1, delivered, read, presence: "online" };
}

function room(...people: Participant[]): RoomState {
  const message = { seq: 5, kind: "message", by: "ann", at: AT, body: { type: "text", text: "x" } } as Item;
  return {
    ...emptyState("r"),
    items: [message],
    participants: new Map(people.map((one) => [one.user, one])),
  };
}

function sits(user: string, seat: Sitter["seat"], more: Partial<Sitter> = {}): Sitter {
  return { user, seat, pulled: false, yours: false, looking: false, ...more };
}

describe("trace", () => {
  const ann = who("ann", "customer", 5, 5);

  test.each([
    ["not looking", who("mei", "driver", 5, 4), {}, "why_driver"],
    ["looking", who("mei", "driver", 5, 4), { looking: true }, "why_soon"],
    ["not there yet", who("mei", "driver", 4, 4), {}, "why_sent"],
    ["cut off", who("mei", "driver", 4, 4), { pulled: true }, "why_pulled"],
    ["yours", who("mei", "driver", 5, 4), { yours: true }, "why_yours"],
    ["read", who("mei", "driver", 5, 5), {}, "why_all"],
  ])("%s", (_, mei, more, why) => {
    expect(traceOf(room(ann, mei), [sits("mei", "driver", more)])?.why).toBe(why);
  });

  test("who is not looking comes before who will read in a moment", () => {
    const sakura = who("sakura", "merchant", 5, 4);
    const people = room(ann, sakura, who("mei", "driver", 5, 4));
    const seats = [sits("sakura", "merchant", { looking: true }), sits("mei", "driver")];
    expect(traceOf(people, seats)?.whom).toBe("mei");
  });
});

test("the story is read from the log", () => {
  const items = [
    { seq: 2, kind: "activity", by: null, at: AT, body: { type: "placed" } },
    {
      seq: 3,
      kind: "join",
      by: null,
      at: AT,
      body: { user: "mei", role: "driver", name: "Mei", replaces: "ken" },
    },
    { seq: 4, kind: "room", by: null, at: AT, body: { locked: true } },
  ] as Item[];
  expect([...storyOf({ ...emptyState("r"), items }).keys()]).toEqual(["placed", "swap", "locked"]);
});

test("devices shrink together, and become tabs where they would be too small", () => {
  expect(fitTo(1920, 1080)).toEqual({ mode: "wide", scale: 1 });
  expect(fitTo(1440, 900).scale).toBeGreaterThan(0.8);
  expect(fitTo(1024, 768).mode).toBe("wide");
  expect(fitTo(390, 844)).toEqual({ mode: "tabs", scale: 1 });
});

test("both languages are complete", () => {
  for (const lang of ["en", "ja"] as const)
    expect(tellIn(lang)("your_turn", { name: "Ann" })).toContain("Ann");
});
