/** Files on their way into a message: chosen, photographed, pasted or dropped; looked at, taken out again, sent. */
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useMemo, useRef } from "preact/hooks";
import type { Client, Room } from "../client";
import { Choice, type Chosen, type Refusal } from "./choice";
import { type Cargo, type Shared, type TrayParts, useShared } from "./context";
import { DropZone } from "./dropzone";
import { FileName } from "./filename";
import { Camera } from "./glyphs";
import { CloseButton, Icon } from "./icons";
import { sizeText } from "./naming";
import { picturesOf } from "./pictures";
import { prepare } from "./shrink";
import type { Words } from "./words";

const BYTES = 25 * 2 ** 20;
const COUNT = 10;

export function Tray({ room, given, cargo }: TrayParts): JSX.Element {
  const { client, words, view } = useShared();
  const choice = useMemo(() => new Choice(prepare, () => boundsOf(client)), [client]);
  const asked = useSignal(false);
  const pickers = useRef<HTMLDivElement>(null);
  const said = useSignal("");
  const items = choice.items.value;
  const add = (files: readonly File[]): void => {
    asked.value = false;
    if (files.length > 0) choice.add(files);
    const fine = !matchMedia("(pointer: coarse)").matches;
    if (fine) pickers.current?.closest(".composer")?.querySelector("textarea")?.focus();
  };
  useEffect(() => {
    const files = given.value;
    if (!files) return;
    given.value = null;
    if (files.length > 0) add(files);
    else if (!pickAtOnce(pickers.current, view)) asked.value = !asked.peek();
  }, [given.value]);
  useEffect(() => {
    const many = items.length;
    if (many > 0) said.value = words.n("tray", many, { size: sizeText(total(items), words.lang) });
    cargo.value = many === 0 ? null : carrier(choice, client, room);
    if (many > 0) return;
    const sent = client.sender.box
      .peek()
      .items.filter(({ file, state }) => file && state === "sending").length;
    said.value = sent > 0 ? words.n("tray_sending", sent) : "";
  }, [items, room]);
  useEffect(
    () => () => {
      cargo.value = null;
    },
    [],
  );
  return (
    <>
      <p class="sr-only" role="status">
        {said.value}
      </p>
      <DropZone room={room} />
      <Pickers root={pickers} shown={asked.value} add={add} />
      <Refusals all={choice.refused.value} close={() => (choice.refused.value = [])} />
      {items.length > 0 && (
        <ul class="tray" aria-label={words.t("tray_label")}>
          {items.map((one) => (
            <Item key={one.key} one={one} remove={() => choice.remove(one.key)} />
          ))}
        </ul>
      )}
    </>
  );
}

/** In the order chosen, into the outbox; what is written follows when all of it was taken. */
function carrier(choice: Choice, client: Client, room: Room): Cargo {
  return (then, draft, text) => {
    const { value } = draft;
    const replies = text.peek().trim() === "" && value?.what === "reply";
    // A reply belongs to the log of what it answers.
    const into = replies ? value.room : room;
    void choice
      .carry((one) => put(client, into, one, replies ? value.item.seq : undefined))
      .then((taken) => {
        if (!taken) return;
        if (replies) draft.value = null;
        then();
      });
  };
}

function boundsOf(client: Client): { bytes: number; count: number } {
  const { upload = BYTES, files = COUNT } = client.me.peek()?.limits ?? {};
  return { bytes: upload, count: files };
}

function total(items: readonly Chosen[]): number {
  return items.reduce((sum, one) => sum + one.size, 0);
}

function put(
  client: Client,
  room: Room,
  one: Parameters<Parameters<Choice["carry"]>[0]>[0],
  reply?: number,
): boolean {
  const { blob, ...shape } = one.ready;
  const file = { name: one.name, type: blob.type, size: blob.size, sent: 0, ...shape };
  const body = { type: "file", file: "" } as const;
  const command = {
    t: "send",
    room: room.id,
    body,
    ...(reply === undefined ? {} : { reply_to: reply }),
  } as const;
  room.touch();
  const cid = client.sender.write(command, { file }, blob);
  if (cid !== null && shape.width) picturesOf(client).seed(cid, blob);
  return cid !== null;
}

/** A mouse gets the list of files at once; a finger is asked first: the camera, which drivers have beside it, or files. */
function pickAtOnce(root: HTMLElement | null, view: Shared["view"]): boolean {
  const active = navigator.userActivation?.isActive ?? true;
  if (!active || (view !== "driver" && matchMedia("(pointer: coarse)").matches)) return false;
  root?.querySelector<HTMLInputElement>("input[multiple]")?.click();
  return true;
}

interface PickerParts {
  root: { current: HTMLDivElement | null };
  shown: boolean;
  add: (files: readonly File[]) => void;
}

function Pickers({ root, shown, add }: PickerParts): JSX.Element {
  const { words } = useShared();
  const chosen = ({ currentTarget: input }: { currentTarget: HTMLInputElement }): void => {
    add([...(input.files ?? [])]);
    input.value = "";
  };
  const pick = (press: { currentTarget: HTMLElement }): void =>
    press.currentTarget.querySelector("input")?.click();
  useEffect(() => (shown ? root.current?.querySelector("button")?.focus() : undefined), [shown]);
  return (
    <div ref={root} class="pickers" hidden={!shown}>
      <button type="button" class="phrase" onClick={pick}>
        <Camera />
        {words.t("attach_photo")}
        <input type="file" hidden accept="image/*" capture="environment" onChange={chosen} />
      </button>
      <button type="button" class="phrase" onClick={pick}>
        <Icon name="clip" />
        {words.t("attach_files")}
        <input type="file" hidden multiple onChange={chosen} />
      </button>
    </div>
  );
}

function Refusals({ all, close }: { all: readonly Refusal[]; close: () => void }): JSX.Element | null {
  const { words, client } = useShared();
  return (
    <div role="alert" class="tray-refused">
      {all.length > 0 && (
        <>
          <div>
            {all.map((one, i) => (
              <p key={i} dir="auto">
                {refusalText(one, boundsOf(client), words)}
              </p>
            ))}
          </div>
          <CloseButton label={words.t("close")} act={close} />
        </>
      )}
    </div>
  );
}

function refusalText(
  { why, name, size }: Refusal,
  bounds: ReturnType<typeof boundsOf>,
  words: Words,
): string {
  const { lang } = words;
  if (why === "full") return words.t("outbox_full");
  return words.t(`refused_${why}`, {
    // Isolated: a name may be written in the other direction.
    name: `\u2068${name}\u2069`,
    size: sizeText(size, lang),
    most: sizeText(bounds.bytes, lang),
    n: bounds.count,
  });
}

function Item({ one, remove }: { one: Chosen; remove: () => void }): JSX.Element {
  const { words } = useShared();
  return (
    <li>
      <Thumb one={one} />
      <span class="tray-about">
        <FileName name={one.name} />
        <small>{one.ready ? sizeText(one.size, words.lang) : words.t("tray_preparing")}</small>
      </span>
      <CloseButton label={words.t("tray_remove", { name: one.name })} act={remove} />
    </li>
  );
}

function Thumb({ one }: { one: Chosen }): JSX.Element {
  const { ready } = one;
  const url = useMemo(() => (ready?.width ? URL.createObjectURL(ready.blob) : null), [ready]);
  useEffect(() => () => (url ? URL.revokeObjectURL(url) : undefined), [url]);
  return url ? <img src={url} alt="" /> : <span class="paper" />;
}
