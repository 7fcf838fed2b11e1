/** The workspace's page over a scripted server: what it is answered, and who is signed in. */
import type { Answer, HttpReply } from "./network";
import { AT } from "./scene";
import type { Stage } from "./stage";
import { settle } from "./timers";

declare const DESK_JS: string;
declare const DESK_CSS: string;

const GONE: Answer = { status: 401, body: { code: "unauthenticated" } };

export const no = (code: string, status = 400): Answer => ({ status, body: { code } });

export const ADA = {
  user: "s_ada",
  name: "Ada",
  role: "admin",
  email: "ada@shop.example",
  session: "ss_1",
  can: ["invite_staff"],
};

const device = (id: string, label: string, current: boolean) => ({ id, label, made: AT, seen: AT, current });
const DEVICES = [device("ss_1", "Chrome · Linux", true), device("ss_2", "Safari · iPhone", false)];

/** What a call is answered, by method and path; what is not named is as for somebody who is not signed in. */
export type Calls = Readonly<Record<string, Answer | null>>;

const USUAL: Calls = {
  "GET /v1/desk": { status: 200, body: { ready: true } },
  "GET /v1/desk/session": GONE,
  "POST /v1/desk/session": GONE,
  "GET /v1/desk/sessions": { status: 200, body: { sessions: DEVICES } },
};

function replying(calls: Calls): HttpReply {
  const known = { ...USUAL, ...calls };
  return (method, path) => {
    const asked = `${method} ${path}`;
    return asked in known ? (known[asked] ?? null) : no("not_found", 404);
  };
}

/** The page as it stands once it knows who asks; `link` is the secret of a link, `place` where in the workspace. */
export async function desk(stage: Stage, calls: Calls = {}, link = "", place = ""): Promise<void> {
  stage.wire.http = replying(calls);
  const styles = Object.assign(document.createElement("link"), { rel: "stylesheet", href: DESK_CSS });
  const styled = new Promise((loaded) => styles.addEventListener("load", loaded));
  document.head.append(styles);
  await styled;
  document.body.className = "parley";
  document.body.append(Object.assign(document.createElement("main"), { id: "desk" }));
  const { lang, theme } = stage.address;
  const fields = new URLSearchParams({ lang: lang === "ja" ? "ja" : "en", theme, ...(link ? { link } : {}) });
  history.replaceState(null, "", `#${place ? `${place}&` : ""}${fields}`);
  await import(new URL(DESK_JS, location.href).href);
  await stage.find(".door, .desk");
  await settle();
}

/** Somebody who is signed in, at what is about themselves. */
export async function home(stage: Stage, me: object = ADA, calls: Calls = {}): Promise<void> {
  await desk(stage, { "GET /v1/desk/session": { status: 200, body: me }, ...calls }, "", "devices");
  await stage.find(".device, [role=alert]:not(:empty)");
}

/** A link that was opened. */
export const opened = (stage: Stage, look: object, calls: Calls = {}): Promise<void> =>
  desk(stage, { "POST /v1/desk/links/look": { status: 200, body: look }, ...calls }, "x");

/** A form, filled in and sent. */
export async function sends(stage: Stage, fields: Readonly<Record<string, string>>): Promise<void> {
  for (const [id, text] of Object.entries(fields)) await stage.type(text, `#${id}`);
  await stage.press("button[type=submit]");
}
