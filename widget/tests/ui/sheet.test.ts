/** What the sheet decides without a page: the title's number, when it sounds, the lines of the list of rooms. */
import { describe, expect, it } from "vitest";
import type { Summary } from "../../src/core/wire";
import { rings } from "../../src/embed/signs";
import { TitleCount } from "../../src/embed/title";
import { linesOf } from "../../src/ui/roomlines";
import { makeWords } from "../../src/ui/words";

describe("the title", () => {
  it("counts, and is what it was afterwards", () => {
    const page = { title: "A shop (2)" };
    const count = new TitleCount(page);
    count.show(1);
    count.show(3);
    expect(page.title).toBe("(3) A shop (2)");
    count.show(0);
    expect(page.title).toBe("A shop (2)");
  });

  it("that the page changed meanwhile stays the page's own", () => {
    const page = { title: "Cart" };
    const count = new TitleCount(page);
    count.show(1);
    page.title = "Paid";
    count.show(0);
    expect(page.title).toBe("Paid");
    count.show(2);
    expect(page.title).toBe("(2) Paid");
  });
});

it.each([
  [0, 1, false, true],
  [0, 1, true, false],
  [2, 1, false, false],
])("from %i to %i waiting, looked at: %s, sounds: %s", (before, now, looking, sounds) =>
  expect(rings(before, now, looking)).toBe(sounds),
);

describe("the list of rooms", () => {
  const words = makeWords("en", {
    you: "You",
    somebody: "Somebody",
    first_title: "Support",
    deleted: "Deleted",
  });
  const room = (id: string, at: string, more: Partial<Summary> = {}): Summary => ({
    room: id,
    kind: "order",
    subject: id,
    status: "open",
    locked: false,
    last_seq: 3,
    unread: 0,
    at,
    role: "customer",
    ...more,
  });
  const said = { seq: 3, by: "ken", kind: "message", text: "Hi", author: { name: "Ken", role: "driver" } };

  it("has the newest first, says who spoke, and names what has no name", () => {
    const old = room("old", "2026-11-21T10:00:00.000Z", { last: said, unread: 2 });
    const mine = room("new", "2026-11-22T10:00:00.000Z", {
      subject: "",
      locked: true,
      last: { ...said, by: "ann" },
    });
    const lines = linesOf([old, mine], new Map(), "ann", words);
    expect(
      lines.map(({ room: id, subject, name, role, unread, status }) => [
        id,
        subject,
        name,
        role,
        unread,
        status,
      ]),
    ).toEqual([
      ["new", "Support", "You", "driver", 0, "locked"],
      ["old", "old", "Ken", "driver", 2, "open"],
    ]);
  });
});
