/** Where a text holds addresses, and where they lead: the text itself is never changed. Pure. */

export interface Link {
  /** As it stands in the text. */
  readonly text: string;
  readonly href: string;
  /** The host that it really leads to, where the text spells it in another way; else null. */
  readonly host: string | null;
}

export type Piece = string | Link;

/** No spaces, no quotes, no signs that steer the direction of writing or are not seen at all, no Japanese punctuation. */
const FOUND =
  /(?<![\w+.-])(?:https?:\/\/|mailto:|tel:)[^\s\p{C}<>"`{}|\\^、。，．！？：；（）「」『』【】〈〉《》“”]+/giu;
const CLOSES: Readonly<Record<string, string>> = { ")": "(", "]": "[" };
const MAIL = /^mailto:[^@/?#]+@[^@/?#]+\.[^@/?#]+(?:\?|$)/i;
const PHONE = /^tel:\+?[\d().-]{3,24}$/i;
const HOST = /^https?:\/\/([^/?#]*)/i;

/** The pieces of a text, in order: joined they are the text. */
export function piecesOf(text: string): Piece[] {
  const pieces: Piece[] = [];
  let end = 0;
  for (const { 0: found, index } of text.matchAll(FOUND)) {
    const link = linkOf(trimmed(found));
    if (!link) continue;
    if (index > end) pieces.push(text.slice(end, index));
    pieces.push(link);
    end = index + link.text.length;
  }
  if (end < text.length) pieces.push(text.slice(end));
  return pieces;
}

/** Without what ends the sentence around it, and without a bracket that it does not open. */
function trimmed(found: string): string {
  let text = withoutGlued(found);
  for (;;) {
    const last = text.slice(-1);
    const opens = CLOSES[last];
    const stays = opens === undefined ? !/[.,;:!?'*_~…]/.test(last) : balanced(text, opens, last);
    if (stays) return text;
    text = text.slice(0, -1);
  }
}

function balanced(text: string, opens: string, closes: string): boolean {
  return text.split(opens).length >= text.split(closes).length;
}

/** Japanese needs no space after an address: of `shop.exampleを見て` the host ends where its Latin ending does. */
function withoutGlued(found: string): string {
  const glued = found.match(/^(https?:\/\/(?:[\w-]+\.)+[a-z]{2,})[^\0-\x7f]/i);
  return glued?.[1] ?? found;
}

function linkOf(text: string): Link | null {
  if (/^mailto:/i.test(text)) return MAIL.test(text) ? { text, href: text, host: null } : null;
  if (/^tel:/i.test(text)) return PHONE.test(text) ? { text, href: text, host: null } : null;
  const url = parsed(text);
  // A name before the host (`https://bank.example@elsewhere`) is only ever there to deceive.
  if (!url || url.username + url.password !== "" || !/^https?:$/.test(url.protocol)) return null;
  const said = text.match(HOST)?.[1]?.toLowerCase().replace(/:\d*$/, "");
  return { text, href: url.href, host: said === url.hostname ? null : url.hostname };
}

function parsed(text: string): URL | null {
  try {
    return new URL(text);
  } catch {
    return null;
  }
}
