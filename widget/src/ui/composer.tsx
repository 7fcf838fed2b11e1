/** Where one writes. It wears the clothes of its audience, so that nobody writes to the wrong one. */
import { useSignal } from "@preact/signals";
import type { Signal } from "@preact/signals-core";
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { Room } from "../client";
import { type Draft, may, useDraft } from "./actions";
import { AttachButton, givenTo } from "./attach";
import { type AudienceParts, type Cargo, laneOf, useShared } from "./context";
import { Icon } from "./icons";
import { sends } from "./keys";
import { Seldom } from "./seldom";

const MAX_TEXT = 4096;

/** Code points after NFC, as the server counts. */
export function lengthOf(text: string): number {
  return [...text.normalize("NFC")].length;
}

export function Composer({ note, setNote, ...parts }: ComposerParts): JSX.Element {
  const lane = laneOf(parts.lane);
  const shared = useShared();
  const { staff, Extra } = shared;
  const room = note && lane ? lane : shared.room;
  const draft = useDraft();
  const text = useSignal("");
  const refused = useSignal("");
  const cargo = useSignal<Cargo | null>(null);
  const Tray = shared.shelf.get("files")?.Tray;
  const box = useRef<HTMLTextAreaElement>(null);
  useEffect(() => startDraft(draft.value, text, box.current), [draft.value]);
  useEffect(() => grow(box.current), [text.value]);
  const over = lengthOf(text.value) - MAX_TEXT;
  const submit = (): void => {
    const cleaned = text.value.trim();
    if (cleaned === "" || over > 0) return;
    if (isUnchanged(draft.peek(), cleaned)) return cancelDraft(draft, text);
    const cid = carryOut(draft.peek() ?? null, room, cleaned);
    refused.value = cid === null ? shared.words.t("outbox_full") : "";
    if (cid === null) return;
    text.value = "";
    draft.value = null;
    room.typing(false);
    box.current?.focus();
  };
  const { onKey, onEscape } = useKeys(text, box);
  // Files leave first, then what is written.
  const sendAll = (): void => (cargo.peek() ?? submit)(submit, draft, text);
  const onInput = (value: string): void => {
    text.value = value;
    room.typing(value.trim() !== "");
  };
  return (
    <div class={`composer ${note ? "lane" : ""}`} onKeyDown={onEscape}>
      {staff && lane && may(shared.room, "send") && <staff.Audience note={note} setNote={setNote} />}
      {draft.value && (
        <Seldom of="DraftBar" parts={{ draft: draft.value, cancel: () => cancelDraft(draft, text) }} />
      )}
      {Tray && <Tray room={room} given={givenTo(shared.room)} cargo={cargo} />}
      <div class="write">
        <AttachButton />
        <Extra what="photo" text={text} />
        <TextBox box={box} text={text.value} note={note} onInput={onInput} onKey={onKey} submit={sendAll} />
        <SendButton
          text={text}
          off={(text.value.trim() === "" && !cargo.value) || over > 0}
          submit={sendAll}
        />
      </div>
      {over > 0 && <p class="write-error">{shared.words.t("too_long", { n: over })}</p>}
      {refused.value && <p class="write-error">{refused.value}</p>}
    </div>
  );
}

/** ArrowUp in an empty box changes what was written last; Escape gives up what was begun. */
function useKeys(
  text: Signal<string>,
  box: { current: HTMLTextAreaElement | null },
): Readonly<Record<"onKey" | "onEscape", (press: KeyboardEvent) => void>> {
  const { asked } = useShared();
  const draft = useDraft();
  const onKey = (press: KeyboardEvent): void => {
    if (press.isComposing || text.value || press.key !== "ArrowUp") return;
    press.preventDefault();
    if (!draft.value) asked.value = { what: "last", from: box.current };
  };
  const onEscape = (press: KeyboardEvent): void => {
    if (press.isComposing || press.key !== "Escape" || !draft.value) return;
    press.preventDefault();
    cancelDraft(draft, text);
  };
  return { onKey, onEscape };
}

export interface ComposerParts extends AudienceParts {
  lane: Room | null;
}

interface TextBoxParts {
  box: { current: HTMLTextAreaElement | null };
  text: string;
  note: boolean;
  onInput: (text: string) => void;
  onKey: (press: KeyboardEvent) => void;
  submit: () => void;
}

function TextBox({ box, text, note, onInput, onKey, submit }: TextBoxParts): JSX.Element {
  const { words } = useShared();
  const label = words.t(note ? "write_note" : "write");
  return (
    <textarea
      ref={box}
      rows={1}
      dir="auto"
      value={text}
      aria-label={label}
      placeholder={label}
      enterkeyhint="send"
      onInput={(input) => onInput(input.currentTarget.value)}
      onKeyDown={(press) => {
        onKey(press);
        if (!sends(press)) return;
        press.preventDefault();
        submit();
      }}
    />
  );
}

function SendButton({ text, off, submit }: SendParts): JSX.Element {
  const { words, Extra } = useShared();
  const draft = useDraft();
  return (
    <>
      <Extra what="voice" text={text} />
      <button type="button" class="send" disabled={off} onClick={submit}>
        <Icon name="send" />
        <span class="sr-only">{words.t(draft.value?.what === "edit" ? "save" : "send")}</span>
      </button>
    </>
  );
}

interface SendParts {
  text: Signal<string>;
  off: boolean;
  submit: () => void;
}

/** Sends, replies or saves; answers null when nothing more fits the outbox. */
function carryOut(draft: Draft | null, room: Room, text: string): string | null {
  if (draft?.what === "edit") return draft.room.edit(draft.item.seq, text);
  // A reply belongs to the log of what it answers, whatever audience is chosen.
  return draft ? draft.room.send(text, draft.item.seq) : room.send(text);
}

function isUnchanged(draft: Draft | null | undefined, text: string): boolean {
  return draft?.what === "edit" && "text" in draft.item.body && draft.item.body.text === text;
}

function startDraft(draft: Draft | null | undefined, text: { value: string }, box: HTMLElement | null): void {
  if (!draft) return;
  if (draft.what === "edit" && "type" in draft.item.body && draft.item.body.type === "text") {
    text.value = draft.item.body.text;
  }
  box?.focus();
}

function cancelDraft(draft: { value: Draft | null | undefined }, text: { value: string }): void {
  if (draft.value?.what === "edit") text.value = "";
  draft.value = null;
}

function grow(box: HTMLTextAreaElement | null): void {
  if (!box) return;
  // Measured by rows, not by a style: a strict content policy allows no inline styles.
  box.rows = 1;
  while (box.rows < 6 && box.scrollHeight > box.clientHeight + 2) box.rows += 1;
}

/** Where one may not write, why; staff who may not write to everybody still may to one another. */
export function ComposerOrWhy(parts: ComposerParts): JSX.Element {
  const { room, staff } = useShared();
  const { you } = room.state.value;
  if (may(room, "send")) return <Composer {...parts} />;
  const lane = laneOf(parts.lane);
  const notes = lane && may(lane, "send") && <Composer {...parts} note={true} />;
  if (!CUSTOMERS_ONLY && you?.observer && staff)
    return (
      <>
        {notes}
        <staff.Observing />
      </>
    );
  return notes || <Seldom of="NoWrite" parts={{}} />;
}
