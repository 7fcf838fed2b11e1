/** Pictures while they are near to what is seen of the conversation. */
import { useSignal } from "@preact/signals";
import { useLayoutEffect } from "preact/hooks";
import type { Client } from "../client";
import { fetchFile } from "../client/calls";
import { type FileParts, useShared } from "./context";
import { goneOrLost } from "./keep";
import { type Load, type Picture, picturesOf } from "./pictures";

const NEAR = "400px 0px";

export function useNear(box: { current: HTMLElement | null }, first: boolean): boolean {
  const near = useSignal(first);
  useLayoutEffect(() => {
    if (!box.current) return;
    const root = box.current.closest(".timeline");
    const watch = new IntersectionObserver(
      (seen) => {
        near.value = seen.some((one) => one.isIntersecting);
      },
      { root, rootMargin: NEAR },
    );
    watch.observe(box.current);
    return () => watch.disconnect();
  }, []);
  return near.value;
}

export interface Look {
  readonly picture: Picture;
  readonly again: () => void;
}

/** Is this picture one that the page itself sent, and still has? */
export function useOwn({ cid }: FileParts): boolean {
  return cid !== undefined && picturesOf(useShared().client).has(cid);
}

/** The picture while somebody looks: one's own as this page has it, others as the server gives them. */
export function usePicture(file: FileParts, near: boolean, size: "whole" | "preview" = "preview"): Look {
  const { client } = useShared();
  const pictures = picturesOf(client);
  const key = useOwn(file) ? (file.cid ?? "") : `${size} ${file.file}`;
  const load: Load = () => loadFile(client, file, size);
  useLayoutEffect(() => {
    if (!near) return;
    pictures.look(key, load);
    return () => pictures.leave(key);
  }, [key, near]);
  return { picture: pictures.now(key), again: () => pictures.again(key, load) };
}

async function loadFile(
  client: Client,
  { file }: FileParts,
  size: "whole" | "preview",
): Promise<Blob | null> {
  if (file === "") return null;
  try {
    return await fetchFile(client, file, size);
  } catch (problem) {
    if (goneOrLost(problem) === "gone") return null;
    throw problem;
  }
}
