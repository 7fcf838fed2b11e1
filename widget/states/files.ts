/** States of files: chosen, on their way up, refused, in their place, as large as the screen. */
import type { Joined } from "../src/core/wire";
import { outboxFull } from "./acting";
import type { Answer } from "./network";
import { cursors, type Loose, order, say, TALK } from "./scene";
import { noteToStaff } from "./staff";
import { answering, type Scene, type Stage } from "./stage";
import { type State, statesOf } from "./state";

const MEGA = 2 ** 20;

/** A picture of a gate, in the sizes that a server gives. */
const GATE = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 3"><rect width="4" height="3" fill="#9db4c0"/>
  <path d="M0 3V2h4v1" fill="#5c6b73"/><path d="M1 2V.8h2V2h-.6V1.2h-.8V2" fill="#253237"/></svg>`;
const picture = (): Answer => ({ status: 200, body: new Blob([GATE], { type: "image/svg+xml" }) });
const gone: Answer = { status: 404, body: { code: "not_found" } };
const down: Answer = { status: 503, body: { code: "unavailable" } };

const stored = (file: string, name: string, more: object = {}): object => ({
  file,
  name,
  size: 182_400,
  ...more,
});
const photo = (file: string, name: string): object =>
  stored(file, name, { mime: "image/jpeg", width: 1200, height: 900 });
const said = (body: object, by = "ken"): Loose =>
  ({ ...say(by, "", 1), body: { type: "file", ...body } }) as Loose;

const PHOTO = said(photo("f_1", "gate.jpg"));
const SEVERAL = said({
  ...photo("f_1", "gate.jpg"),
  more: [photo("f_2", "bell.jpg"), photo("f_3", "door.jpg")],
});
const PDF = said(
  stored("f_4", "Receipt 2026-11-21, order 1042, second delivery of three.pdf", { mime: "application/pdf" }),
);

/** A room with such a message; `answer` is what the server gives for its file. */
const shown =
  (message: Loose, answer: () => Answer | null = picture) =>
  async (stage: Stage): Promise<void> => {
    const http: Scene["http"] = (_, path) => (path.startsWith("/v1/files/") ? answer() : undefined);
    await stage.room({ rooms: [order([...TALK, message])], http });
    await stage.find(".file-row, .picture:not(.is-loading), .picture.is-loading");
    await stage.pass(0);
  };

async function viewed(stage: Stage, message: Loose, answer?: () => Answer | null): Promise<void> {
  let asked = 0;
  // The small picture comes; what comes of the whole one is up to the state.
  await shown(message, () => (answer && asked++ > 0 ? answer() : picture()))(stage);
  await stage.find(".picture.is-here");
  await stage.press(".picture-open");
  await stage.find(".viewer .viewer-save");
  await stage.pass(0);
}

async function download(stage: Stage, answer: Answer | null): Promise<void> {
  await shown(PDF, () => answer)(stage);
  await stage.press(".file-load");
  await stage.pass(0);
}

const made = (name: string, bytes: number, type = "application/pdf"): File =>
  new File([new Uint8Array(bytes)], name, { type });

/** Files dropped on the room; `dragover` only shows where they may fall. */
async function drops(
  stage: Stage,
  files: readonly File[],
  kind: "drop" | "dragover" = "drop",
): Promise<void> {
  const dataTransfer = new DataTransfer();
  for (const file of files) dataTransfer.items.add(file);
  // The type of a file is told before it falls; a script's own drag has to say so.
  const given = { types: ["Files"], files, items: dataTransfer.items } as unknown as DataTransfer;
  const drag = new DragEvent(kind, { bubbles: true, cancelable: true, composed: true });
  Object.defineProperty(drag, "dataTransfer", { value: given });
  (await stage.find(".dock")).dispatchEvent(drag);
  await stage.pass(0);
}

async function chosen(stage: Stage, files: readonly File[], more: Partial<Scene> = {}): Promise<void> {
  await stage.room({ rooms: [order()], ...more });
  await drops(stage, files);
  await stage.find(".tray li, .tray-refused p");
}

async function dragged(stage: Stage): Promise<void> {
  await drops(stage, [made("receipt.pdf", 9)]);
  await stage.find(".dock .tray, .drop-zone");
  await drops(stage, [made("receipt.pdf", 9)], "dragover");
}

/** Sent; the upload stalls, or is answered. */
async function sent(stage: Stage, files: readonly File[], upload: Answer | number): Promise<void> {
  if (typeof upload === "number") stage.wire.uploaded = upload;
  const http: Scene["http"] = (_, path) =>
    path.startsWith("/v1/uploads") && typeof upload !== "number" ? upload : undefined;
  await chosen(stage, files, { http, reply: answering({ silent: true }) });
  await stage.until(() => stage.all(".send:enabled").length > 0, "files that are ready");
  await stage.press(".send");
  await stage.find(typeof upload === "number" ? ".on-its-way" : ".is-failed");
  await stage.pass(0);
}

const refusal = (status: number, code: string, more: object = {}): Answer => ({
  status,
  body: { code, ...more },
});
const refused = (answer: Answer) => (stage: Stage) => sent(stage, [made("receipt.pdf", 90_000)], answer);

/** It was to be sent, but what it is made of is not on this device any more. */
async function fileLost(stage: Stage): Promise<void> {
  await stage.room({ rooms: [order()] });
  const { sender } = (window as unknown as { parley: { client: { sender: Writes } } }).parley.client;
  const file = { name: "receipt.pdf", type: "application/pdf", size: 90_000, sent: 0 };
  sender.write({ t: "send", room: order().room, body: { type: "file", file: "" } }, { file });
  await stage.find(".is-failed");
}

interface Writes {
  write(command: object, more: object): void;
}

const never = new Promise<never>(() => undefined);
/** A file whose bytes come late, or cannot be read. */
function slow(name: string, bytes: () => Promise<ArrayBuffer>): File {
  const file = made(name, 90_000);
  return Object.assign(file, { slice: () => ({ arrayBuffer: bytes }) });
}

const limits = (upload: number, files: number): Partial<Scene> => ({
  welcome: { limits: { upload, files } },
});

async function fullWithFiles(stage: Stage): Promise<void> {
  await chosen(stage, [made("receipt.pdf", 90_000)]);
  await outboxFull(stage);
  await stage.press(".send");
  await stage.find(".tray-refused p");
}

const mine = (): Joined => cursors(order([...TALK, said(photo("f_1", "gate.jpg"), "ann")]), { ken: [12, 0] });

export const FILES: readonly State[] = statesOf(
  "room page",
  ["picture", "a picture in its place", shown(PHOTO)],
  [
    "picture-mine",
    "one's own picture, with its marks",
    (stage) =>
      stage.room({
        rooms: [mine()],
        http: (_, path) => (path.startsWith("/v1/files/") ? picture() : undefined),
      }),
  ],
  ["picture-loading", "the place of a picture that is on its way", shown(PHOTO, () => null)],
  ["picture-failed", "that a picture did not come, and how to try again", shown(PHOTO, () => down)],
  ["picture-gone", "that a picture is not there any more", shown(PHOTO, () => gone)],
  ["pictures", "several pictures of one message", shown(SEVERAL)],
  ["file", "a file by name, kind and size", shown(PDF)],
  ["file-failed", "that a file could not be loaded", (stage) => download(stage, down)],
  ["file-gone", "that a file is not there any more", (stage) => download(stage, gone)],
  ["viewer", "one picture as large as the screen", (stage) => viewed(stage, PHOTO)],
  ["viewer-several", "the same among others", (stage) => viewed(stage, SEVERAL)],
  ["viewer-failed", "that the whole picture did not come", (stage) => viewed(stage, PHOTO, () => down)],
  [
    "attach",
    "on a phone: take a photo, or choose files",
    async (stage) => {
      await stage.room({ rooms: [order()] });
      // As a finger is: a script has no press of its own.
      Object.defineProperty(navigator, "userActivation", { value: { isActive: false } });
      await stage.press(".attach");
      await stage.find(".pickers:not([hidden])");
    },
  ],
  ["tray-one", "a file that is to be sent", (stage) => chosen(stage, [made("receipt.pdf", 90_000)])],
  [
    "tray",
    "the files that are to be sent",
    (stage) =>
      chosen(stage, [
        made("receipt.pdf", 90_000),
        made("List of everything that was missing.txt", 1_200, "text/plain"),
      ]),
  ],
  ["tray-preparing", "that a file is made ready", (stage) => chosen(stage, [slow("gate.jpg", () => never)])],
  [
    "tray-too-large",
    "which file is too large, and how large it may be",
    (stage) => chosen(stage, [made("video.mp4", 3 * MEGA)], limits(2 * MEGA, 10)),
  ],
  [
    "tray-too-many",
    "how many files go at once",
    (stage) =>
      chosen(
        stage,
        ["a.pdf", "b.pdf", "c.pdf"].map((name) => made(name, 90_000)),
        limits(25 * MEGA, 2),
      ),
  ],
  ["tray-empty", "that a file is empty", (stage) => chosen(stage, [made("notes.txt", 0)])],
  [
    "tray-unreadable",
    "that a file cannot be read",
    (stage) => chosen(stage, [slow("gate.jpg", () => Promise.reject(new Error("no")))]),
  ],
  ["tray-outbox-full", "that too much waits for another file", fullWithFiles],
  [
    "drop",
    "that files may be dropped here",
    async (stage) => {
      await stage.room({ rooms: [order()] });
      await dragged(stage);
    },
  ],
  [
    "uploading",
    "how far a file is, and the way to stop it",
    (stage) => sent(stage, [made("receipt.pdf", 900_000)], 0.4),
  ],
  [
    "uploading-several",
    "the same for several",
    (stage) => sent(stage, [made("receipt.pdf", 900_000), made("list.txt", 90_000, "text/plain")], 0.4),
  ],
  ["upload-too-large", "that the server takes no file so large", refused(refusal(413, "too_large"))],
  ["upload-damaged", "that a picture is damaged", refused(refusal(400, "bad_field"))],
  [
    "upload-too-early",
    "that files can be sent once somebody has answered",
    refused(refusal(403, "forbidden")),
  ],
  ["upload-not-found", "that the server has the file no more", refused(refusal(404, "not_found"))],
  [
    "upload-quota",
    "that the day's limit is reached",
    async (stage) => {
      await refused(refusal(429, "rate_limited", { retry_after_ms: 7_200_000 }))(stage);
      await stage.pass(0);
    },
  ],
  [
    "upload-quota-over",
    "that the file can be tried again",
    async (stage) => {
      await refused(refusal(429, "rate_limited", { retry_after_ms: 120_000 }))(stage);
      await stage.pass(180_000);
    },
  ],
  ["upload-lost", "that the file is not kept on this device any more", fileLost],
);

export const STAFF_FILES: readonly State[] = statesOf("staff's page", [
  "staff-drop",
  "that files dropped here are seen by staff alone",
  async (stage) => {
    await noteToStaff(stage);
    await dragged(stage);
  },
]);
