/** Pictures on the buttons that only files have; decoration, like `icons`. */
import type { JSX } from "preact";

function Glyph({ name, path }: { name: string; path: string }): JSX.Element {
  return (
    <svg class={`icon icon-${name}`} viewBox="0 0 24 24" aria-hidden="true">
      <path d={path} />
    </svg>
  );
}

export function Camera(): JSX.Element {
  const body =
    "M4 8.5A1.5 1.5 0 0 1 5.5 7H8l1.2-2h5.6L16 7h2.5A1.5 1.5 0 0 1 20 8.5v9a1.5 1.5 0 0 1-1.5 1.5h-13A1.5 1.5 0 0 1 4 17.5z";
  return <Glyph name="camera" path={`${body}M12 16a3.2 3.2 0 1 0 0-6.4 3.2 3.2 0 0 0 0 6.4z`} />;
}

/** Points to the end of a line. */
export function Chevron(): JSX.Element {
  return <Glyph name="chevron" path="m9.5 5.5 6.5 6.5-6.5 6.5" />;
}
