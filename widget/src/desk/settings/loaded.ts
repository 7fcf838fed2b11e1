/** What a section shows comes from the server: not here yet, here, or not to be had. */
import { useEffect, useState } from "preact/hooks";
import { call } from "../calls";
import type { Desk } from "../screen";

export interface Loaded<T> {
  readonly told: T | null;
  readonly failed: boolean;
  readonly again: () => Promise<void>;
}

const never = (): boolean => false;

/** `every`: look again after so many milliseconds, for as long as it is shown, and until it is as it `stays`. */
export function useLoaded<T>(
  desk: Desk,
  path: string,
  every = 0,
  stays: (told: T) => boolean = never,
): Loaded<T> {
  const [told, setTold] = useState<T | null>(null);
  const [failed, setFailed] = useState(false);
  const again = async () => {
    const got = await desk.attempt(() => call<T>("GET", path));
    setFailed(typeof got === "string");
    if (typeof got !== "string") setTold(got);
  };
  useEffect(() => {
    again();
  }, [path]);
  const over = told !== null && stays(told);
  useEffect(() => {
    if (!every || over) return;
    const timer = setInterval(again, every);
    return () => clearInterval(timer);
  }, [path, over]);
  return { told, failed, again };
}
