/** Makes pictures smaller before they go up: what moves, what cannot be read and what is small already stays as it is. */

/** The longer side of what goes up, in pixels. */
export const LONGEST = 2048;
/** Above this, a picture of any size is drawn anew. */
const HEAVY = 2 ** 20;
/** A picture that takes more to open than a phone has is left to the server. */
const MOST_PIXELS = 80_000_000;
const QUALITY = 0.85;
const HEAD = 2 ** 16;

export interface Prepared {
  readonly blob: Blob;
  /** Of what can be shown here as a picture; the way up that it was taken. */
  readonly width?: number;
  readonly height?: number;
}

export type PictureKind = "jpeg" | "png" | "webp" | "gif" | "moving";

/** What its first bytes say it is; null for what is not a picture that every browser draws. */
export function kindOf(head: Uint8Array): PictureKind | null {
  const text = String.fromCharCode(...head.subarray(0, 32));
  if (text.startsWith("\xff\xd8\xff")) return "jpeg";
  if (text.startsWith("GIF8")) return "gif";
  if (text.startsWith("\x89PNG\r\n")) return holds(head, "acTL") ? "moving" : "png";
  if (text.startsWith("RIFF") && text.startsWith("WEBP", 8)) return holds(head, "ANIM") ? "moving" : "webp";
  return null;
}

function holds(head: Uint8Array, word: string): boolean {
  return new TextDecoder("latin1").decode(head).includes(word);
}

/** How large it is drawn; null when it goes up as it is. */
export function targetOf(width: number, height: number, bytes: number): [number, number] | null {
  const scale = Math.min(1, LONGEST / Math.max(width, height));
  if (scale === 1 && bytes <= HEAVY) return null;
  return [Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale))];
}

/** The file as it goes up. Never larger than it was; rejects only where it cannot be read at all. */
export async function prepare(file: Blob): Promise<Prepared> {
  const kind = kindOf(new Uint8Array(await file.slice(0, HEAD).arrayBuffer()));
  if (!kind) return { blob: file };
  const address = URL.createObjectURL(file);
  try {
    return await redrawn(file, kind, await opened(address));
  } catch {
    return { blob: file };
  } finally {
    URL.revokeObjectURL(address);
  }
}

/** An `img` and not a bitmap: every browser turns it as the camera was held. */
function opened(address: string): Promise<HTMLImageElement> {
  return new Promise((resolve, reject) => {
    const image = new Image();
    image.onload = () => resolve(image);
    image.onerror = reject;
    image.src = address;
  });
}

async function redrawn(file: Blob, kind: PictureKind, image: HTMLImageElement): Promise<Prepared> {
  const { naturalWidth: width, naturalHeight: height } = image;
  if (width * height > MOST_PIXELS) return { blob: file };
  const target = kind === "gif" || kind === "moving" ? null : targetOf(width, height, file.size);
  const drawn = target && (await draw(image, target, kind === "jpeg" ? "image/jpeg" : "image/webp"));
  return { blob: drawn && drawn.size < file.size ? drawn : file, width, height };
}

async function draw(
  image: HTMLImageElement,
  [width, height]: [number, number],
  type: string,
): Promise<Blob | null> {
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  const pen = canvas.getContext("2d");
  if (!pen) return null;
  pen.imageSmoothingQuality = "high";
  pen.drawImage(image, 0, 0, width, height);
  const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, type, QUALITY));
  // Phones give canvases little memory: it is let go at once.
  canvas.width = canvas.height = 0;
  return blob;
}
