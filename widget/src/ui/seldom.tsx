/** What stands in a room only where not all goes its usual way: with the part `later`, which is loaded for it. */
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { type LaterParts, useShared } from "./context";

interface SeldomParts<K extends keyof LaterParts> {
  readonly of: K;
  readonly parts: Parameters<LaterParts[K]> extends [infer P] ? P : object;
}

/** Nothing, until it is here. */
export function Seldom<K extends keyof LaterParts>({ of, parts }: SeldomParts<K>): JSX.Element {
  const { shelf } = useShared();
  useEffect(() => void shelf.sure("later"), []);
  const Part = shelf.get("later")?.[of] as ((parts: object) => JSX.Element | null) | undefined;
  return <>{Part && <Part {...(parts as object)} />}</>;
}
