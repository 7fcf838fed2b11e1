/** The round button in the corner, made without any library. */
import type { EmbedOptions } from "./options";

export function makeLauncher({ lang, side, theme }: EmbedOptions, act: () => void): HTMLButtonElement {
  const button = document.createElement("button");
  button.className = `launcher ${side} ${theme}`;
  const japanese = /^ja/.test(lang ?? navigator.language);
  button.setAttribute("aria-label", japanese ? "会話を開く" : "Open the conversation");
  button.setAttribute("aria-expanded", "false");
  button.onclick = act;
  return button;
}
