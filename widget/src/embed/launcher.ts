/** The round button in the corner, made without any library. */
import type { EmbedOptions } from "./options";

const SPACE = "http://www.w3.org/2000/svg";
const CHAT =
  "M6 4.5h12A1.5 1.5 0 0 1 19.5 6v8.5A1.5 1.5 0 0 1 18 16h-6.5L7 20v-4H6a1.5 1.5 0 0 1-1.5-1.5V6A1.5 1.5 0 0 1 6 4.5Z";

export function makeLauncher({ lang, side, theme }: EmbedOptions, act: () => void): HTMLButtonElement {
  const button = document.createElement("button");
  button.type = "button";
  button.className = `launcher ${side ?? "right"} ${theme ?? ""}`;
  const japanese = (lang ?? navigator.language).startsWith("ja");
  button.setAttribute("aria-label", japanese ? "会話を開く" : "Open the conversation");
  button.setAttribute("aria-expanded", "false");
  const svg = document.createElementNS(SPACE, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SPACE, "path");
  path.setAttribute("d", CHAT);
  svg.append(path);
  button.append(svg);
  button.onclick = act;
  return button;
}
