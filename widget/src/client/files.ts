/** Uploads the files that stand at the head of their rooms' queues: one at a time, anew when the path broke. */
import { backoffMs } from "../core/backoff";
import { alter, due, failed, type Unsent, waits } from "../core/outbox";
import { Alarm } from "../net/clock";
import type { Device, UnderWay, Uploaded } from "../net/device";
import type { KeeperParts } from "./keeper";

export class Files {
  #cid: string | null = null;
  #run: UnderWay | null = null;
  #attempt = 0;
  #fresh = false;
  readonly #again: Alarm;

  constructor(
    private readonly parts: KeeperParts,
    private readonly upload: Device["upload"],
    private readonly blob: (cid: string) => Promise<Blob | null>,
  ) {
    this.#again = new Alarm(parts.clock, () => this.look());
  }

  /** Begins the oldest upload that is due, unless one is under way or waits for its time. */
  look(): void {
    if (this.#cid !== null || this.#again.due !== null || !this.parts.online()) return;
    const ready = (item: Unsent): boolean => item.n !== undefined && item.file?.id === undefined;
    const [item] = due(this.parts.box(), this.parts.clock.now(), ready);
    if (!item?.file) return;
    this.#cid = item.cid;
    void this.#carry(item, item.file.name);
  }

  /** The outbox changed: what was discarded stops at once. */
  changed(): void {
    if (this.#cid !== null && !this.#item(this.#cid)) this.stop();
  }

  stop(): void {
    this.#cid = null;
    this.#run?.cancel();
    this.#run = null;
    this.#again.stop();
  }

  async #carry(item: Unsent, name: string): Promise<void> {
    const { cid } = item;
    const ended = await this.#attemptOne(item, name).catch((): Uploaded => ({ done: "lost" }));
    if (this.#cid !== cid) return;
    this.#cid = null;
    this.#run = null;
    this.#judge(cid, ended);
  }

  async #attemptOne({ cid, command: { room } }: Unsent, name: string): Promise<Uploaded> {
    const { downscale, token, url } = this.parts;
    const kept = await this.blob(cid);
    if (!kept) return { done: "refused", code: FILE_LOST, retryAfterMs: null };
    const blob = downscale ? await downscale(kept, name).catch(() => kept) : kept;
    // Of a body that is too large the server takes nothing, and a browser may not hear why.
    if (blob.size > this.parts.mostBytes()) return { done: "refused", code: "too_large", retryAfterMs: null };
    const bearer = await token(this.#fresh);
    this.#fresh = false;
    if (bearer === null || this.#cid !== cid) return { done: "lost" };
    const progress = (sent: number): void => this.#progressed(cid, sent);
    this.#run = this.upload({ url, room, name, blob, token: bearer, progress });
    return this.#run.ended;
  }

  #progressed(cid: string, sent: number): void {
    const file = this.#item(cid)?.file;
    if (file && this.#cid === cid) this.#alter(cid, { file: { ...file, sent: Math.min(sent, file.size) } });
  }

  #judge(cid: string, ended: Uploaded): void {
    const item = this.#item(cid);
    if (!item?.file || item.command.t !== "send") return;
    if (ended.done === "up") {
      this.#attempt = 0;
      const body = { type: "file", file: ended.file } as const;
      const file = { ...item.file, sent: item.file.size, id: ended.file };
      this.#alter(cid, { command: { ...item.command, body }, file });
      return this.parts.drain();
    }
    const { code, retryAfterMs: asked } = ended.done === "refused" ? ended : LOST;
    if (code !== null && code !== "unauthenticated" && !waits(code, asked)) {
      this.parts.put(failed(this.parts.box(), cid, code, this.parts.clock.now(), asked));
      return this.parts.drain();
    }
    this.#fresh = code === "unauthenticated";
    this.#again.set(asked ?? backoffMs(this.#attempt, this.parts.clock.dice()));
    this.#attempt += 1;
  }

  #item(cid: string): Unsent | undefined {
    return this.parts.box().items.find((item) => item.cid === cid && item.state === "sending");
  }

  #alter(cid: string, to: Partial<Unsent>): void {
    this.parts.put(alter(this.parts.box(), cid, to));
  }
}

const LOST = { code: null, retryAfterMs: null };

/** The file itself is not kept on this device any more. */
export const FILE_LOST = "file_lost";
