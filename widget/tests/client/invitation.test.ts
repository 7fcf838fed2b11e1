/** An invitation on a device: opened once, taken up again by many tabs, ended, and what stays when it is over. */
import { beforeEach, describe, expect, it } from "vitest";
import { Invitation, type InvitationParts, type Kept, keptInvitations } from "../../src/client/invitation";
import { INVITES, SEEN } from "../../src/client/invited";

const LINK = "i_1.00";

/** `localStorage` as far as it is used: its keys are its own properties. */
class Storing {
  getItem(key: string): string | null {
    return (this as unknown as Record<string, string>)[key] ?? null;
  }
  setItem(key: string, text: string): void {
    (this as unknown as Record<string, string>)[key] = text;
  }
  removeItem(key: string): void {
    delete (this as unknown as Record<string, string>)[key];
  }
}

type Said = { readonly secret: string; readonly device?: string };
type Answers = Record<string, (said: Said) => readonly [status: number, body: object]>;

let storage: Storage;
let calls: string[];
let now: number;
let uses: number;

const session = (use: number): object => ({
  ...{ user: "ken", name: "Ken", room: "order-1", device: "d_1" },
  secret: `secret-${use}`,
  token: `token-${use}`,
  exp: new Date(now + 15 * 60_000).toISOString(),
});

/** A server that changes the secret with every use, and takes none but the last. */
const usual: Answers = {
  preview: () => [200, { name: "Ken", role: "driver", subject: "Order 1" }],
  redeem: () => [200, session(++uses)],
  refresh: ({ secret }) =>
    secret === `secret-${uses}` ? [200, session(++uses)] : [401, { code: "unauthenticated" }],
  again: () => [200, { asked: new Date(now).toISOString() }],
  logout: () => [200, {}],
};

function parts(answers: Answers = {}, at: Storage | null = storage): InvitationParts {
  const asked: typeof fetch = async (address, init) => {
    const call = String(address).split("/").at(-1) ?? "";
    const said = JSON.parse(String(init?.body)) as Said;
    calls.push(`${call} ${said.secret}`);
    const [status, body] = { ...usual, ...answers }[call]?.(said) ?? [404, {}];
    return Response.json(body, { status });
  };
  let drawn = 0;
  const draw = (): string => `key-${++drawn}`;
  return { url: "https://chat.example/", storage: at, locks: null, now: () => now, draw, fetch: asked };
}

const over =
  (code: string, status = 410) =>
  (): readonly [number, object] => [status, { code }];
const held = (): Kept | undefined => keptInvitations(storage)[0];

beforeEach(() => {
  storage = new Storing() as unknown as Storage;
  calls = [];
  now = Date.parse("2026-11-21T10:00:00Z");
  uses = 0;
});

describe("a link", () => {
  it("is looked at without being opened", async () => {
    const one = Invitation.ofLink(LINK, parts());
    expect(await one.look()).toMatchObject({ name: "Ken", subject: "Order 1" });
    expect(calls).toEqual(["preview i_1.00"]);
    expect(held()).toMatchObject({ role: "driver", session: null });
  });
  it("is opened by the same key until its answer has come", async () => {
    const keys: (string | undefined)[] = [];
    const lost: Answers = {
      redeem: ({ device }) => {
        keys.push(device);
        return keys.length < 2 ? [503, { code: "unavailable" }] : [200, session(++uses)];
      },
    };
    const one = Invitation.ofLink(LINK, parts(lost));
    await expect(one.open("phone")).rejects.toThrow("503");
    await Invitation.ofLink(LINK, parts(lost)).open("phone");
    expect(keys).toEqual(["key-1", "key-1"]);
  });
  it("is opened once, however many tabs touch", async () => {
    const one = Invitation.ofLink(LINK, parts());
    const other = Invitation.ofLink(LINK, parts());
    await one.open("phone");
    expect(await other.open("phone")).toMatchObject({ token: "token-1" });
    expect(calls).toEqual(["redeem i_1.00"]);
  });
  it("lives as long as the page where nothing can be kept", async () => {
    const one = Invitation.ofLink(LINK, parts({}, null));
    await one.open("phone");
    expect(await one.token(false)).toBe("token-1");
    expect(await one.token(true)).toBe("token-2");
  });
});

describe("a device that is in", () => {
  it("begins with the token that it has, and gets the next when that was refused", async () => {
    await Invitation.ofLink(LINK, parts()).open("phone");
    const later = Invitation.ofKept(held() as Kept, parts());
    expect(await later.token(false)).toBe("token-1");
    expect(await later.token(true)).toBe("token-2");
    now += 15 * 60_000;
    expect(await later.token(false)).toBe("token-3");
  });
  it("takes what another tab got meanwhile", async () => {
    const one = Invitation.ofLink(LINK, parts());
    await one.open("phone");
    const other = Invitation.ofKept(held() as Kept, parts());
    expect([await one.token(false), await other.token(false)]).toEqual(["token-1", "token-1"]);
    expect([await one.token(true), await other.token(true)]).toEqual(["token-2", "token-2"]);
    expect(calls).toEqual(["redeem i_1.00", "refresh secret-1"]);
  });
  it("asks again when the path broke, and ends nothing", async () => {
    const one = Invitation.ofLink(LINK, parts({ refresh: over("unavailable", 503) }));
    await one.open("phone");
    await one.token(false);
    await expect(one.token(true)).rejects.toThrow("503");
    expect(one.over.value).toBeNull();
    expect(held()?.session).not.toBeNull();
  });
  it.each(["invite_expired", "invite_removed", "invite_revoked", "invite_elsewhere", "unauthenticated"])(
    "%s ends it, and of its rooms nothing stays",
    async (code) => {
      const one = Invitation.ofLink(LINK, parts({ refresh: over(code) }));
      await one.open("phone");
      storage.setItem(`${SEEN}i_1|order-1`, "{}");
      storage.setItem(`${SEEN}i_2|order-2`, "{}");
      await one.token(false);
      expect(await one.token(true)).toBeNull();
      expect(one.over.value).toBe(code);
      expect(held()).toMatchObject({ link: LINK, session: null, over: code });
      expect(Object.keys(storage).filter((key) => key.startsWith(SEEN))).toEqual([`${SEEN}i_2|order-2`]);
      expect(await one.again()).toBe("2026-11-21T10:00:00.000Z");
    },
  );
  it("logs out at once, also without a network, and another tab finds out", async () => {
    const one = Invitation.ofLink(LINK, parts({ logout: over("unavailable", 503) }));
    await one.open("phone");
    const other = Invitation.ofKept(held() as Kept, parts());
    await one.leave();
    expect(Object.keys(storage).filter((key) => key.startsWith(INVITES))).toEqual([]);
    expect(await other.token(true)).toBeNull();
    expect(other.over.value).toBe("logout");
    expect(Object.keys(storage)).toEqual([]);
  });
});

it("a link that was copied in part does not take the place of the whole one", async () => {
  await Invitation.ofLink(LINK, parts()).open("phone");
  const part = Invitation.ofLink("i_1.0", parts());
  await part.again();
  expect(calls.at(-1)).toBe("again i_1.00");
});
