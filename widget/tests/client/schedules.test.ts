/** Whatever happens to tabs, paths and the server: each message is in the log once, in the order written, and shown once. */
import fc from "fast-check";
import { afterAll, describe, expect, it, vi } from "vitest";
import { storage } from "./devices";
import { ROOMS, Tabs } from "./tabs";
import { settle } from "./world";

type Step =
  | { do: "write"; tab: number; room: number; times: number }
  | { do: "cut" | "deaf" | "dumb" | "crash" | "sleep" | "wake"; tab: number }
  | { do: "heal" | "open" }
  | { do: "refuse"; times: number }
  | { do: "pass"; ms: number };

const tab = fc.nat(2);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant("write" as const),
      tab,
      room: fc.nat(1),
      times: fc.integer({ min: 1, max: 6 }),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constantFrom("cut", "deaf", "dumb", "crash", "sleep", "wake"), tab }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom("heal", "open") }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant("refuse" as const), times: fc.integer({ min: 1, max: 4 }) }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant("pass" as const),
      ms: fc.constantFrom(1, 40, 100, 700, 5_000, 20_000),
    }),
  },
);

/** Quicker than the network, and slower: what is kept comes before the log, and after it. */
const disk = fc.constantFrom(3, 250);
const steps = fc.array(step, { minLength: 6, maxLength: 40 });

async function act(world: Tabs, what: Step): Promise<void> {
  const { server } = world;
  if (what.do === "pass") return world.clock.pass(what.ms);
  if (what.do === "refuse") server.refuse += what.times;
  if (what.do === "open" && world.living.length < 4) await world.open();
  if (what.do === "heal") {
    server.deafTo.clear();
    server.dumbTo.clear();
  }
  if (what.do === "cut") server.cut(what.tab);
  if (what.do === "deaf") server.deafTo.add(what.tab);
  if (what.do === "dumb") server.dumbTo.add(what.tab);
  if (what.do === "crash") await world.crash(what.tab);
  if (what.do === "sleep" || what.do === "wake") await world.sleep(what.tab, what.do === "sleep");
  if (what.do === "write") await write(world, what);
}

/** A person writes in a tab that is awake. */
async function write(world: Tabs, { tab: at, room, times }: Extract<Step, { do: "write" }>): Promise<void> {
  const awake = world.living.filter((one) => !one.life.asleep);
  for (let i = 0; i < times; i += 1) {
    const tab = awake[at % Math.max(1, awake.length)];
    if (tab) world.write(tab, room, `m${i}`);
    await settle();
  }
}

/** Also what was written in a tab that died before the disk had it; and in the order in which the disk got it. */
function everythingIsSent({ server, disk, tabs, written }: Tabs): void {
  for (const room of ROOMS) {
    const here = written.filter((one) => one.room === room);
    const log = server.cids(room);
    expect([...log].sort()).toEqual(here.map((one) => one.cid).sort());
    expect(log).toEqual(disk.reached.filter((one) => one.room === room).map((one) => one.cid));
    for (const tab of tabs) {
      const mine = here.filter((one) => one.tab === tab).map((one) => one.cid);
      expect(log.filter((cid) => mine.includes(cid))).toEqual(mine);
    }
  }
}

async function holds(locks: boolean, diskMs: number, steps: Step[]): Promise<void> {
  vi.stubGlobal("localStorage", storage());
  const world = new Tabs(locks, diskMs);
  await world.open();
  for (const one of steps) await act(world, one);
  await world.heal();
  // Tabs that sleep on hold up nobody who is awake.
  if (world.living.some((one) => !one.life.asleep)) everythingIsSent(world);
  await world.wake();
  everythingIsSent(world);
  counts.schedules += 1;
  counts.messages += world.disk.reached.length;
  counts.frames += world.server.frames.length;
  for (const room of ROOMS) {
    const log = world.server.log(room).map((entry) => entry.seq);
    for (const { rooms } of world.living) {
      const shown = rooms.find((one) => one.id === room);
      expect(shown?.entries.value.map((item) => item.seq)).toEqual(log);
      expect(shown?.outbox.value).toEqual([]);
    }
  }
  expect(world.unkept).toEqual([]);
  expect(await world.store.all("http://parley.test|ann")).toEqual([]);
}

const counts = { schedules: 0, messages: 0, frames: 0 };
afterAll(() => vi.unstubAllGlobals());
afterAll(() => console.log("schedules:", counts));

const RUNS = { numRuns: Number(process.env.RUNS ?? 60) };

describe("tabs, paths and servers that fail at random", () => {
  it("where tabs take turns", async () => {
    await fc.assert(
      fc.asyncProperty(disk, steps, (diskMs, list) => holds(true, diskMs, list)),
      RUNS,
    );
  }, 60_000);
  it("where they cannot", async () => {
    await fc.assert(
      fc.asyncProperty(disk, steps, (diskMs, list) => holds(false, diskMs, list)),
      RUNS,
    );
  }, 60_000);
});
