/** A message on its way, seen: from its author's cable to the disk, then down the cables of everybody else. */
import type { Seat } from "./cast";

const TO_DISK_MS = 360;
const FROM_DISK_MS = 460;

interface Point {
  readonly x: number;
  readonly y: number;
}

export class Travel {
  /** When each message reaches the disk, by its seq. */
  private readonly toDisk = new Map<number, Promise<void>>();
  private readonly calm = matchMedia("(prefers-reduced-motion: reduce)");

  constructor(private readonly layer: HTMLElement) {}

  /** The author's page has said it. */
  leaves(seq: number, from: Seat): Promise<void> {
    const under = this.toDisk.get(seq) ?? this.go(from, this.path(from), TO_DISK_MS).then(() => this.pulse());
    this.toDisk.set(seq, under);
    return under;
  }

  /** Another page has it. */
  async arrives(seq: number, from: Seat, to: Seat): Promise<void> {
    await this.leaves(seq, from);
    await this.go(from, this.path(to).reverse(), FROM_DISK_MS);
    this.ring(to);
  }

  private path(seat: Seat): Point[] {
    const wire = this.find(`.pane.seat-${seat} .wire`);
    const disk = this.find(".disk");
    if (!wire || !disk) return [];
    const x = wire.left + wire.width / 2;
    const rail = disk.top + disk.height / 2;
    return [
      { x, y: wire.top },
      { x, y: rail },
      { x: disk.left + disk.width / 2, y: rail },
    ];
  }

  private find(what: string): DOMRect | null {
    const box = this.layer.ownerDocument.querySelector(what)?.getBoundingClientRect();
    return box && box.width > 0 ? box : null;
  }

  private async go(role: Seat, path: readonly Point[], duration: number): Promise<void> {
    if (path.length === 0 || this.calm.matches || document.hidden) return;
    const token = this.token(role);
    this.layer.append(token);
    await token.animate(framesOf(path), { duration, easing: "ease-in-out" }).finished.catch(() => undefined);
    token.remove();
  }

  /** The shape of the role, as it stands beside the name. */
  private token(role: Seat): HTMLElement {
    const token = document.createElement("span");
    token.className = `token role-${role}`;
    const shape = this.layer.ownerDocument.querySelector(`.pane.seat-${role} .shape-fill`);
    if (shape) token.append(shape.cloneNode(true));
    return token;
  }

  private pulse(): void {
    if (this.calm.matches) return;
    const scale = [{ transform: "scale(1)" }, { transform: "scale(1.08)" }, { transform: "scale(1)" }];
    this.layer.ownerDocument.querySelector(".disk")?.animate(scale, { duration: 240, easing: "ease-out" });
  }

  private ring(seat: Seat): void {
    if (this.calm.matches) return;
    const device = this.layer.ownerDocument.querySelector(`.pane.seat-${seat} .glow`);
    device?.animate([{ opacity: 0 }, { opacity: 1 }, { opacity: 0 }], { duration: 700, easing: "ease-out" });
  }
}

/** Corners as key frames, so that the way is gone at one speed. */
function framesOf(path: readonly Point[]): Keyframe[] {
  let gone = 0;
  const far = path.map(({ x, y }, i) => {
    const before = path[i - 1] ?? { x, y };
    gone += Math.abs(x - before.x) + Math.abs(y - before.y);
    return gone;
  });
  return path.map(({ x, y }, i) => ({
    transform: `translate(${x}px, ${y}px)`,
    offset: (far[i] ?? 0) / (gone || 1),
  }));
}
