/** A file in its place: a picture, or a row with its name; on its way up, how far it is. */
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useRef } from "preact/hooks";
import { linkFor } from "../client/calls";
import { type FileParts, useShared } from "./context";
import { FileName } from "./filename";
import { Icon } from "./icons";
import { goneOrLost, save } from "./keep";
import { kindWord, sizeText } from "./naming";
import { OnItsWay } from "./onitsway";
import { useNear, useOwn, usePicture } from "./seeing";
import { Viewer } from "./viewer";
import type { Words } from "./words";

export function FileView(file: FileParts): JSX.Element {
  return file.width ? <PictureView {...file} /> : <Row {...file} />;
}

function PictureView(file: FileParts): JSX.Element {
  const { words } = useShared();
  const box = useRef<HTMLDivElement>(null);
  const near = useNear(box, useOwn(file));
  const { picture, again } = usePicture(file, near);
  const open = useSignal(false);
  const label = words.t("picture", { name: file.name });
  return (
    <div ref={box} class={`picture is-${picture.t}`}>
      {picture.t === "here" && (
        <button
          type="button"
          class="picture-open"
          aria-haspopup="dialog"
          onClick={() => (open.value = !file.unsent)}
        >
          <img src={picture.url} alt={label} draggable={false} />
        </button>
      )}
      {picture.t === "loading" && <span class="sr-only">{label}</span>}
      {(picture.t === "gone" || picture.t === "failed") && (
        <NotHere lost={picture.t === "failed"} again={again} />
      )}
      {file.unsent && <OnItsWay unsent={file.unsent} />}
      {open.value && <Viewer first={file} close={() => (open.value = false)} />}
    </div>
  );
}

/** Why it cannot be seen, and what can be done. */
function NotHere({ lost, again }: { lost: boolean; again: () => void }): JSX.Element {
  const { words } = useShared();
  return (
    <p class="not-here" role="status">
      {words.t(lost ? "file_failed" : "file_gone")}
      {lost && (
        <button type="button" class="link" onClick={again}>
          {words.t("file_again")}
        </button>
      )}
    </p>
  );
}

function Row(file: FileParts): JSX.Element {
  return (
    <div class="file-row">
      {file.unsent ? <About {...file} /> : <Download {...file} />}
      {file.unsent && <OnItsWay unsent={file.unsent} />}
    </div>
  );
}

function aboutText(name: string, size: number, words: Words): string {
  return [kindWord(name), sizeText(size, words.lang)].filter(Boolean).join(" · ");
}

function About({ name, size, note }: FileParts & { note?: string }): JSX.Element {
  const { words } = useShared();
  return (
    <>
      <span class="paper" />
      <span class="file-about">
        <FileName name={name} />
        <small>{note ?? aboutText(name, size, words)}</small>
      </span>
    </>
  );
}

/** The link is asked for when it is used: it is good for five minutes only. */
function Download(file: FileParts): JSX.Element {
  const { client, words } = useShared();
  const state = useSignal<"" | "busy" | "file_gone" | "file_failed">("");
  const load = async (): Promise<void> => {
    if (state.peek() === "busy") return;
    state.value = "busy";
    try {
      save((await linkFor(client, file.file)).url, file.name);
      state.value = "";
    } catch (problem) {
      state.value = goneOrLost(problem) === "gone" ? "file_gone" : "file_failed";
    }
  };
  const { value } = state;
  const note: { note?: string } =
    value === "file_gone" || value === "file_failed" ? { note: words.t(value) } : {};
  // The name is drawn in two pieces, to be shortened in its middle: it is said as one.
  const about = note.note ?? aboutText(file.name, file.size, words);
  const label = `${words.t("file_download", { name: file.name })} ${about}`;
  return (
    <button type="button" class="file-load" aria-busy={value === "busy"} onClick={() => void load()}>
      <span class="sr-only">{label}</span>
      <span class="file-shown" aria-hidden="true">
        <About {...file} {...note} />
      </span>
      <Icon name="down" />
    </button>
  );
}
