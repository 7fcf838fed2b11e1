/** What is being written, to whom, and how it leaves; each audience of each room has a draft of its own. */
import { type Signal, useSignal } from "@preact/signals";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import type { Room } from "../../client";
import type { MessageBody } from "../../core/wire";
import { may, useDraft } from "../../ui/actions";
import { lengthOf } from "../../ui/composer";
import type { Aim, Cargo } from "../../ui/context";
import type { Case } from "./case";
import { mentionsIn } from "./completing";
import type { Audience } from "./drafts";

const MAX_TEXT = 4096;

export interface Writing {
  readonly text: Signal<string>;
  /** Marks of a canned response that nobody has filled in. */
  readonly open: Signal<readonly string[]>;
  readonly refused: Signal<string>;
  readonly cargo: Signal<Cargo | null>;
  readonly aim: Signal<Aim | null>;
  readonly box: { current: HTMLTextAreaElement | null };
  readonly into: Room;
  readonly audience: Audience;
  put(text: string): void;
  send(): void;
}

export function useWriting(held: Case, into: Room, audience: Audience): Writing {
  const { drafts } = held.office;
  const draft = useDraft();
  const text = useSignal("");
  const open = useSignal<readonly string[]>([]);
  const refused = useSignal("");
  const cargo = useSignal<Cargo | null>(null);
  const aim = useSignal<Aim | null>(null);
  const box = useRef<HTMLTextAreaElement>(null);
  const editing = draft.value?.what === "edit";
  /** A note is kept by its room: its lane may not be known yet. */
  const kept = audience === "staff" ? held.id : into.id;
  // Another audience, another text, and what one changed gives way to what one had begun: before the next key can come.
  useLayoutEffect(() => {
    if (!editing) text.value = drafts.get(kept, audience);
    open.value = [];
    return () => into.typing(false);
  }, [into, audience, editing]);
  useMatch(held, into);
  const put = (value: string): void => {
    text.value = value;
    open.value = open.peek().filter((mark) => value.includes(mark));
    if (draft.peek()?.what !== "edit") drafts.put(kept, audience, value);
    if (mayWrite(held, into, audience)) into.typing(value.trim() !== "");
  };
  /** Into the outbox: nothing when it is full. A change is carried out by who holds it. */
  const leave = (said: string): string | null | undefined => {
    const now = draft.peek();
    if (now?.what === "edit") return aim.peek()?.(said);
    return into.sendBody(bodyOf(said, held, audience), now?.item.seq);
  };
  const submit = (): void => {
    const cleaned = text.peek().trim();
    if (!isWhole(cleaned, open.peek()) || (draft.peek() && !aim.peek())) return;
    const full = typeof leave(cleaned) !== "string";
    refused.value = full ? held.office.words.t("outbox_full") : "";
    if (full) return;
    if (draft.peek()?.what !== "edit") put("");
    into.typing(false);
    draft.value = null;
    box.current?.focus();
  };
  const send = useSend(held, () => {
    if (!mayWrite(held, into, audience)) return false;
    (cargo.peek() ?? submit)(submit, draft, text);
    return true;
  });
  return { text, open, refused, cargo, aim, box, into, audience, put, send };
}

/** What is sent on the way in goes once one is in: by the box as it is drawn then. */
function useSend(held: Case, sends: () => boolean): () => void {
  const now = useRef(sends);
  now.current = sends;
  const later = (): void => held.after(() => setTimeout(() => now.current()));
  return () => {
    if (!sends() && (held.coming.peek() || !held.known.peek())) later();
  };
}

/** May it go there already? */
export const mayWrite = (held: Case, into: Room, audience: Audience): boolean =>
  audience === "staff" ? into !== held.room : may(into, "send");

/** An answer or a change goes where its message is: the box wears those clothes, or the answer is given up. */
function useMatch(held: Case, into: Room): void {
  const draft = useDraft();
  const { value } = draft;
  useLayoutEffect(() => {
    if (value) held.choose(value.room === held.lane.peek() ? "staff" : "all");
  }, [value]);
  useEffect(() => {
    const now = draft.peek();
    if (now && now.room !== into) draft.value = null;
  }, [into]);
}

export const tooLong = (text: string): number => lengthOf(text) - MAX_TEXT;

/** Is there something to send, and nothing left to fill in? */
const isWhole = (text: string, marks: readonly string[]): boolean =>
  text !== "" && tooLong(text) <= 0 && marks.length === 0;

/** Colleagues can be named to one another alone. */
function bodyOf(text: string, held: Case, audience: Audience): MessageBody {
  const mentions = audience === "staff" ? mentionsIn(text, held.office.colleagues.value) : [];
  return { type: "text", text, ...(mentions.length > 0 && { mentions }) };
}
