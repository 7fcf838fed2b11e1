/** How styles get into what is built: as text in a script, in units that follow the reader's size of text, names short. */
import { readdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const CSS = join(dirname(fileURLToPath(import.meta.url)), "src/css");
/** A page that shows the widget sets the first; scripts set the others. */
export const TOLD = /^--(parley-|(visible|scale|x|y)$)/;
const VARIABLE = /--[a-z][a-z-]*(?=\s*[:,)])/g;

/** `import css from "./x.css?text"`: the bundled, minified stylesheet as a string. */
export const cssText = (bundle, page) => ({
  name: "css-text",
  setup(plan) {
    plan.onResolve({ filter: /\.css\?text$/ }, (args) => ({
      path: join(args.resolveDir, args.path.replace(/\?text$/, "")),
      namespace: "css-text",
    }));
    plan.onLoad({ filter: /.*/, namespace: "css-text" }, async (args) => ({
      contents: (await bundle({ entry: args.path, format: "esm", page })).trim(),
      loader: "text",
    }));
  },
});

/**
 * On a page of our own the text has the size that its reader chose for the whole device. Inside somebody else's page it
 * does not: what a rem is there, their styles say.
 */
export const inRems = (css) =>
  css
    .replace(/(font-size:\s*)([\d.]+)px/g, (_, name, size) => `${name}${size / 16}rem`)
    .replace(/(font:\s*\d+ )([\d.]+)px/g, (_, start, size) => `${start}${size / 16}rem`);

/** Answers styles with short names for their own variables, the same in all of them. */
export async function shortener() {
  const names = (await readdir(CSS)).filter((name) => name.endsWith(".css"));
  const texts = await Promise.all(names.map((name) => readFile(join(CSS, name), "utf8")));
  const own = [...new Set(texts.flatMap((text) => text.match(VARIABLE) ?? []))]
    .filter((name) => !TOLD.test(name))
    .sort();
  return (css) =>
    css.replace(VARIABLE, (name) => (own.includes(name) ? `--${own.indexOf(name).toString(36)}` : name));
}
