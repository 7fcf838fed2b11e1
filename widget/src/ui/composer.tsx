/** Where one writes. It wears the clothes of its audience, so that nobody writes to the wrong one. */
import { useSignal } from "@preact/signals";
import type { Signal } from "@preact/signals-core";
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { Room } from "../client";
import { may, useDraft } from "./actions";
import { AttachButton, givenTo } from "./attach";
import { type Aim, type AudienceParts, type Cargo, laneOf, useShared } from "./context";
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
  const { staff } = shared;
  const room = note && lane ? lane : shared.room;
  const draft = useDraft();
  const text = useSignal("");
  const refused = useSignal("");
  const cargo = useSignal<Cargo | null>(null);
  const aim = useSignal<Aim | null>(null);
  const Tray = shared.shelf.get("files")?.Tray;
  const box = useRef<HTMLTextAreaElement>(null);
  useEffect(() => grow(box.current), [text.value]);
  const over = lengthOf(text.value) - MAX_TEXT;
  const submit = (): void => {
    const cleaned = text.value.trim();
    const drafted = aim.peek();
    // What a draft is about must not be lost on the way.
    if (cleaned === "" || over > 0 || (draft.peek() && !drafted)) return;
    const cid = drafted ? drafted(cleaned) : room.send(cleaned);
    refused.value = cid === null ? shared.words.t("outbox_full") : "";
    if (cid === null) return;
    text.value = "";
    draft.value = null;
    room.typing(false);
    box.current?.focus();
  };
  const onKey = useUp(text, box);
  // Files leave first, then what is written.
  const sendAll = (): void => (cargo.peek() ?? submit)(submit, draft, text);
  const onInput = (value: string): void => {
    text.value = value;
    room.typing(value.trim() !== "");
  };
  return (
    <div class={`composer ${note ? "lane" : ""}`}>
      {staff && lane && may(shared.room, "send") && <staff.Audience note={note} setNote={setNote} />}
      {draft.value && <Seldom of="DraftBar" parts={{ text, box, aim }} />}
      {Tray && <Tray room={room} given={givenTo(shared.room)} cargo={cargo} />}
      <div class="write">
        <Attaching text={text} />
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

/** ArrowUp in an empty box changes what was written last. */
function useUp(
  text: Signal<string>,
  box: { current: HTMLTextAreaElement | null },
): (press: KeyboardEvent) => void {
  const { asked } = useShared();
  const draft = useDraft();
  return (press) => {
    if (press.isComposing || text.value || press.key !== "ArrowUp") return;
    press.preventDefault();
    if (!draft.value) asked.value = { what: "last", from: box.current };
  };
}

export interface ComposerParts extends AudienceParts {
  lane: Room | null;
}

function Attaching({ text }: Pick<SendParts, "text">): JSX.Element {
  const { Extra } = useShared();
  return (
    <>
      <AttachButton />
      {!CUSTOMERS_ONLY && <Extra what="photo" text={text} />}
    </>
  );
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
      {!CUSTOMERS_ONLY && <Extra what="voice" text={text} />}
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

export function grow(box: HTMLTextAreaElement | null): void {
  if (!box) return;
  // Measured by rows, not by a style: a strict content policy allows no inline styles.
  // Once high, it is so until it is empty: where it gets lower to be measured, the view above it gets higher and leaves its end.
  if (!box.value) box.rows = 1;
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
