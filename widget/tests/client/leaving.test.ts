/** A view that is closed: what was read there reaches the server, whatever becomes of the path meanwhile. */
import { describe, expect, it } from "vitest";
import type { WholeRoom } from "../../src/client";
import { greet, joined, message, settle, type World, world } from "./world";

async function reading(): Promise<{ w: World; room: WholeRoom }> {
  const w = await world();
  const room = w.client.open("r", { observe: true });
  await greet(w);
  w.last().hear(joined([message(4), message(5)], 5));
  room.inView(5);
  return { w, room };
}

/** As the server answers `leave`. */
const left = (w: World): void => w.last().hear({ t: "left", room: "r", reason: "left" });

async function anew(w: World): Promise<void> {
  w.last().close(1006);
  await w.clock.pass(500);
  await greet(w);
}

describe("a view that is closed", () => {
  it("says what was read before it says goodbye, and ends when that is answered", async () => {
    const { w, room } = await reading();
    room.close();
    const said = w.last().said.map(({ t }) => t);
    expect(said.slice(-2)).toEqual(["seen", "leave"]);
    expect(w.last().of("seen").at(-1)).toMatchObject({ read: 5 });
    left(w);
    expect(w.client.open("r")).not.toBe(room);
  });
  it("states it once more when the path broke before the answer", async () => {
    const { w, room } = await reading();
    await w.clock.pass(500);
    room.close();
    await anew(w);
    expect(w.last().of("hello")[0]?.resume).toMatchObject([{ room: "r", delivered: 5, read: 5 }]);
    w.last().hear(joined([], 5));
    expect(w.last().of("leave")).toHaveLength(1);
    left(w);
    await anew(w);
    expect(w.last().of("hello")[0]).not.toHaveProperty("resume");
  });
  it("is opened anew when it is wanted again", async () => {
    const { w, room } = await reading();
    room.close();
    expect(w.client.open("r")).toBe(room);
    left(w);
    expect(w.last().of("join").at(-1)).toMatchObject({ since: 5, observe: true });
    left(w);
    await settle();
    expect(w.client.open("r")).toBe(room);
  });
  it("ends at once where nothing was held, or nothing is left to see", async () => {
    const w = await world();
    const early = w.client.open("r");
    early.close();
    expect(w.client.open("r")).not.toBe(early);
    await greet(w);
    const room = w.client.open("r");
    w.last().hear(joined([message(4)], 4));
    w.last().hear({ t: "left", room: "r", reason: "removed" });
    room.close();
    expect(w.client.open("r")).not.toBe(room);
  });
  it("ends when the server does not open it any more", async () => {
    const { w, room } = await reading();
    room.close();
    await anew(w);
    w.last().hear({ t: "error", code: "not_found", message: "", room: "r" });
    expect(w.client.open("r")).not.toBe(room);
  });
});
