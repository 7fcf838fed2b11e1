/** Staff who observe: what they ask, where they had left off, and what becomes of them when they come in or go out. */
import { describe, expect, it } from "vitest";
import { AT, greet, joined, message, person, world } from "./world";

describe("staff who observe", () => {
  async function observing() {
    const w = await world();
    const room = w.client.open("r", { observe: true });
    await greet(w);
    expect(w.last().of("join")[0]).toMatchObject({ observe: true });
    w.last().hear(joined([message(4)], 4, { participants: [person("ken")] }));
    return { w, room };
  }
  it("observe again on a new socket", async () => {
    const { w } = await observing();
    w.last().close(1006);
    await w.clock.pass(500);
    w.last().open();
    const [hello] = w.last().of("hello");
    expect(hello?.resume).toEqual([{ room: "r", seq: 4, delivered: 4, read: 0, observe: true }]);
  });
  it("find their place where they left it, and say no older one", async () => {
    const w = await world();
    const room = w.client.open("r", { observe: true });
    await greet(w);
    const you = { user: "ann", role: "agent", observer: true, can: [], read: 3 };
    w.last().hear(joined([message(3), message(4)], 4, { you, participants: [person("ken")] }));
    expect(room.openedAt.value).toBe(3);
    w.last().close(1006);
    await w.clock.pass(500);
    w.last().open();
    expect(w.last().of("hello")[0]?.resume).toMatchObject([{ room: "r", delivered: 4, read: 3 }]);
  });
  it("ask again what they may once they take part", async () => {
    const { w } = await observing();
    const body = { user: "ann", role: "agent", name: "Ann", verified: "host", history: "all" } as const;
    w.last().hear({ t: "entries", room: "r", entries: [{ seq: 5, kind: "join", by: "ann", at: AT, body }] });
    expect(w.last().of("join").at(-1)).toMatchObject({ observe: true, since: 5 });
  });
  it("read along again when they are out; what they had not sent fails", async () => {
    const { w, room } = await observing();
    room.send("too late");
    w.last().hear({ t: "left", room: "r", reason: "removed" });
    expect(room.status.value.phase).toBe("ready");
    expect(room.outbox.value).toMatchObject([{ state: "failed", reason: "removed" }]);
    expect(w.last().of("join").at(-1)).toMatchObject({ observe: true, since: 4 });
  });
  it("join like anybody when the server says that they are no staff", async () => {
    const { w, room } = await observing();
    w.last().hear({ t: "left", room: "r", reason: "removed" });
    for (const answer of ["forbidden", "not_found"] as const) {
      const ref = w.last().of("join").at(-1)?.ref ?? 0;
      w.last().hear({ t: "error", code: answer, message: "", ref });
      await w.clock.pass(1);
    }
    expect(w.last().of("join").at(-1)).not.toHaveProperty("observe");
    expect(room.status.value).toEqual({ phase: "refused", why: "not_found" });
  });
});
