/** A page that counts its first bytes: the outbox's keeper comes when somebody is at the room, and is not missed before. */
import { describe, expect, it, vi } from "vitest";
import type { Word } from "../../src/core/shared";
import { keeping } from "./devices";
import { settle, welcome, world } from "./world";

async function lazily(kept = false) {
  const keep = vi.fn(keeping());
  const ear = { hear: (_: Word): void => undefined, open: 0 };
  const listen = (_: string, hear: (word: Word) => void) => {
    Object.assign(ear, { hear, open: ear.open + 1 });
    return () => {
      ear.open -= 1;
    };
  };
  const w = await world({ keep, keepSoon: () => kept, listen });
  const room = w.client.open("r");
  w.last().open();
  w.last().hear(welcome());
  await settle();
  return { ...w, room, keep, ear };
}

describe("what keeps the outbox", () => {
  it("is not loaded before somebody is at the room, then once", async () => {
    const { room, keep, ear } = await lazily();
    expect([keep.mock.calls.length, ear.open]).toEqual([0, 1]);
    room.touch();
    room.touch();
    await settle();
    expect([keep.mock.calls.length, ear.open]).toEqual([1, 0]);
  });
  it("is loaded at once where something was left", async () => {
    const { keep } = await lazily(true);
    expect(keep).toHaveBeenCalledOnce();
  });
  it("is loaded when another page has written something", async () => {
    const { keep, ear } = await lazily();
    ear.hear({ k: "changed" });
    expect(keep).toHaveBeenCalledOnce();
  });
});

describe("until it is here", () => {
  it("a log-out in another page ends this one too", async () => {
    const { client, ear } = await lazily();
    ear.hear({ k: "bye" });
    expect(client.connection.value).toMatchObject({ phase: "stopped", why: "logout" });
    expect(ear.open).toBe(0);
  });
  it("a page that sleeps hears nothing, and hears again", async () => {
    const { page, ear } = await lazily();
    page.tell("rest");
    expect(ear.open).toBe(0);
    page.tell("pageshow");
    expect(ear.open).toBe(1);
  });
});
