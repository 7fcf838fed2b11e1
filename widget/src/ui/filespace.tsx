/** The place of a message's files, of its final size from the first moment: nothing moves when they come. */
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import type { Unsent } from "../core/outbox";
import type { SaidBody } from "../core/wire";
import { type FileParts, useShared } from "./context";

type Body = Extract<SaidBody, { type: "file" }>;

const ROW: readonly [number, number] = [260, 56];
/** Two stand side by side in a bubble on the narrowest phone that is common. */
const TILE: readonly [number, number] = [108, 108];

/** Width and height of the place that a file takes: as its picture is, within bounds; one of many is a square. */
export function spaceOf(
  { width = 0, height = 0 }: Partial<FileParts>,
  many = false,
): readonly [number, number] {
  if (width <= 0 || height <= 0) return ROW;
  if (many) return TILE;
  const ratio = Math.min(2.2, Math.max(0.5, width / height));
  const wide = Math.round(Math.min(260, 320 * ratio, Math.max(width, 96)));
  return [wide, Math.round(wide / ratio)];
}

/** The files of a message; `cid` of one's own, which this page may hold already. */
export function Files({ body, cid }: { body: Body; cid: string | undefined }): JSX.Element {
  return <Places all={[{ ...body, cid }, ...(body.more ?? [])]} />;
}

/** A file that is on its way up. */
export function FileOnItsWay({ unsent }: { unsent: Unsent }): JSX.Element | null {
  const { file, cid } = unsent;
  return file ? <Places all={[{ ...file, file: "", cid, unsent }]} /> : null;
}

function Places({ all }: { all: readonly FileParts[] }): JSX.Element {
  const { shelf } = useShared();
  const View = shelf.get("files")?.FileView;
  useEffect(() => shelf.need("files"), []);
  const many = all.filter(({ width }) => width).length > 1;
  return (
    <div class="files">
      {all.map((one) => {
        const [width, height] = spaceOf(one, many);
        return (
          <div key={one.file} class="file" dir="auto">
            <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`} aria-hidden="true" />
            <div>{View ? <View {...one} /> : one.name}</div>
          </div>
        );
      })}
    </div>
  );
}
