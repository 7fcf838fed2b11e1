/** How the styles of a part that is loaded later get onto the page, or into the shadow root, that shows it. */
import { dressWith } from "./dress";

export function dressed(css: string): (root: DocumentOrShadowRoot) => void {
  return (root) => {
    const place = root as ShadowRoot;
    dressWith(place, css, place.querySelector("style")?.nonce ?? "");
  };
}
