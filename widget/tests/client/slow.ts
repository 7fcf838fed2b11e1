/** A device whose disk takes its time: what is asked of it is done later, in order, as long as the tab lives. */
import type { Store } from "../../src/net/device";
import type { FakeClock } from "./world";

export class SlowDisk {
  /** The cids in the order in which they reached the disk. */
  readonly reached: { room: string; cid: string }[] = [];
  #freeAt = 0;

  constructor(
    private readonly clock: FakeClock,
    private readonly disk: Store,
    /** How long a step takes, milliseconds; many go on at once, and end in order. */
    private readonly stepMs: number,
  ) {}

  /** The disk as one tab sees it; what a dead tab had not yet handed over is lost, and it hears nothing more. */
  of(life: { dead: boolean }): Store {
    const { disk } = this;
    const later = <T>(act: () => Promise<T>): Promise<T> =>
      new Promise((resolve, reject) => {
        this.#freeAt = Math.max(this.#freeAt + 1, this.clock.now() + this.stepMs);
        this.clock.after(this.#freeAt - this.clock.now(), () => {
          if (!life.dead) act().then((it) => this.clock.after(1, () => resolve(it)), reject);
        });
      });
    return {
      where: "device",
      all: (scope) => later(() => disk.all(scope)),
      put: (scope, item, blob) =>
        later(() => {
          const { cid } = item;
          if (!this.reached.some((one) => one.cid === cid))
            this.reached.push({ room: item.command.room, cid });
          return disk.put(scope, item, blob);
        }),
      drop: (scope, cid) => later(() => disk.drop(scope, cid)),
      blob: (scope, cid) => later(() => disk.blob(scope, cid)),
      wipe: (scope) => later(() => disk.wipe(scope)),
    };
  }
}
