/** A file's name on one line: cut in the middle, so that its ending is always seen, whatever direction it is written in. */
import type { JSX } from "preact";
import { partsOf } from "./naming";

export function FileName({ name }: { name: string }): JSX.Element {
  const [stem, tail] = partsOf(name);
  return (
    <span class="file-name" dir="ltr" title={name}>
      <bdi>{stem}</bdi>
      <bdi>{tail}</bdi>
    </span>
  );
}
