/** What a later part takes from the page: the modules that both have stand in the page alone, which offers them by short names. */
import { dirname, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const HERE = dirname(fileURLToPath(import.meta.url));
const PAGE = "page:";

/**
 * A part of a page takes every module that the page has from the page; what only the part has goes into it. With `takes`
 * (of a first go) all of its modules take a thing by one name.
 */
export const fromPage = (name, page, takes = null) => ({
  name: "from-page",
  setup(plan) {
    plan.onResolve({ filter: /^page:/ }, ({ path }) => ({ path, external: true }));
    plan.onResolve({ filter: /./ }, async ({ kind, path, resolveDir, pluginData }) => {
      if (kind === "entry-point" || path.endsWith("?text") || pluginData === name) return null;
      const found = await plan.resolve(path, { kind, resolveDir, pluginData: name });
      if (!page.inputs.has(found.path)) return found;
      const from = relative(HERE, found.path);
      return takes ? { path: from, namespace: "once" } : { path: PAGE + from, external: true };
    });
    plan.onLoad({ filter: /./, namespace: "once" }, ({ path }) => ({ contents: handedOn(path, takes) }));
  },
});

/** One module that takes these things and hands them on. */
function handedOn(from, takes) {
  const all = [...takes.keys()].map((one) => one.split(" "));
  const names = all.filter(([at]) => at === from).map(([, was]) => was);
  return `import {${names}} from ${JSON.stringify(PAGE + from)};export {${names}};`;
}

const TAKES = /import\s*\{([^}]*)\}\s*from\s*"page:([^"]*)";?/g;
const pairs = (names) => names.split(",").map((one) => one.trim().split(" as "));

/** Every name that the parts take, by module, and its place in the list of what the page offers. */
export function taken(parts) {
  const found = new Set();
  for (const { text } of parts)
    for (const [, names, from] of text.matchAll(TAKES))
      for (const [was] of pairs(names)) found.add(`${from} ${was}`);
  return new Map([...found].sort().map((one, index) => [one, index]));
}

const OFFER = "$offer";

/** More code for the page: one list is smaller than many exports. */
export function offered(offers) {
  const all = [...offers].map(([one, at]) => [...one.split(" "), `offer${at}`]);
  const imports = all.map(
    ([from, was, as]) => `import { ${was} as ${as} } from ${JSON.stringify(resolve(HERE, from))};`,
  );
  return `${imports.join("")}export const ${OFFER} = [${all.map(([, , as]) => as)}];`;
}

/** The part's code, which begins with all that it takes from the page. */
export function joined(text, offers, page) {
  const names = [];
  const rest = text.replaceAll(TAKES, (_, list, from) => {
    for (const [was, is = was] of pairs(list)) {
      const at = offers.get(`${from} ${was}`);
      if (names[at]) throw new Error(`a part takes ${was} by two names: ${names[at]} and ${is}`);
      names[at] = is;
    }
    return "";
  });
  if (rest.includes(PAGE))
    throw new Error(
      `a part takes from the page in a way that the build does not know: ${rest.match(/.{40}page:.{40}/)}`,
    );
  return `import{${OFFER}}from"${page}";const[${names.join(",")}]=${OFFER};${rest}`;
}
