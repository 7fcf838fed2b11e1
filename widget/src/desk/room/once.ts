/** A form of a window: sent once however often Enter is pressed, in its turn; the window closes when it is done. */
import { useRef } from "preact/hooks";

export type Once = (work: () => Promise<boolean>) => Promise<void>;

export function useOnce(done: () => void): Once {
  const busy = useRef(false);
  return async (work) => {
    if (busy.current) return;
    busy.current = true;
    const good = await work();
    busy.current = false;
    if (good) done();
  };
}
