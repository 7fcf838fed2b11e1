/** A photo of the door in one tap: the camera at the back, and what it took goes among what will be sent. */
import type { JSX } from "preact";
import { useRef } from "preact/hooks";
import { givenTo } from "../attach";
import { useShared } from "../context";
import { Camera } from "../glyphs";

export function Photo(): JSX.Element {
  const { room, words, shelf } = useShared();
  const input = useRef<HTMLInputElement>(null);
  const take = (): void => {
    shelf.need("files");
    input.current?.click();
  };
  const taken = ({ currentTarget: from }: { currentTarget: HTMLInputElement }): void => {
    givenTo(room).value = [...(from.files ?? [])];
    from.value = "";
  };
  return (
    <>
      <button type="button" class="icon-button photo" aria-label={words.t("attach_photo")} onClick={take}>
        <Camera />
      </button>
      <input ref={input} type="file" hidden accept="image/*" capture="environment" onChange={taken} />
    </>
  );
}
