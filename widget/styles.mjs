/** How styles get into what is built: as text in a script, and in units that follow the reader's own size of text. */
import { join } from "node:path";

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
