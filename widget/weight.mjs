/** What the pages weigh on the network: the budgets, and a ledger of bytes by module. */
import { gzipSync } from "node:zlib";
import { minify } from "terser";

/**
 * Bytes after gzip -9 of one surface, whole, in the language that says it longest. The goals are 30,000 for a first open
 * and 50,000 for everything: until they are met, what is allowed is what there is. Whoever adds to it raises it here, knowingly.
 */
const BUDGETS = {
  "page load, before any click": { most: 2_000, of: ({ loader }) => [loader] },
  "widget: first open": { most: 37_510, of: ({ loader, widget }) => [loader, ...widget.first] },
  "widget: every feature": { most: 76_930, of: ({ loader, widget }) => [loader, ...widget.all] },
  "room page: first open": { most: 35_580, of: ({ room }) => room.first },
  "room page: every feature": { most: 91_900, of: ({ room }) => room.all },
  "workspace: every feature": { most: 120_000, of: ({ desk }) => desk.all },
};

export const weight = (text) => gzipSync(text, { level: 9 }).length;
const sum = (numbers) => numbers.reduce((all, one) => all + one, 0);

/** `isolate.js` stands in the place of the page's own file, never beside it; icons are for whoever installs the page. */
const NOT_THEN = /\/isolate\.js$|\.png$|manifest\.\w+\.webmanifest$/;

/** The files of a page, each with what it costs: those of the first open, and all. */
function pageFiles(files, page) {
  const own = Object.keys(files).filter((name) => name.startsWith(`${page}/`) && !NOT_THEN.test(name));
  const strings = own.filter((name) => name.startsWith(`${page}/lang/`));
  const whole = strings.filter((name) => /lang\/\w+\.json$/.test(name));
  const heaviest = whole.sort((a, b) => weight(files[b]) - weight(files[a]))[0];
  const ending = heaviest.slice(heaviest.lastIndexOf("/") + 1);
  const rest = own.filter((name) => !strings.includes(name) || name.endsWith(`.${ending}`));
  const first = [`${page}/${page}.js`, `${page}/${page}.css`, `${page}/index.html`, heaviest];
  return {
    first: first.filter((name) => name in files),
    all: [...new Set([...first, ...rest])].filter((name) => name in files),
  };
}

/** One line for each budget: what it allows, what is used, and by which files. */
export function weigh(files) {
  const surfaces = {
    loader: "loader.js",
    widget: pageFiles(files, "widget"),
    room: pageFiles(files, "room"),
    desk: pageFiles(files, "desk"),
  };
  return Object.entries(BUDGETS).map(([name, { most, of }]) => {
    const used = of(surfaces);
    return { name, most, used, bytes: sum(used.map((one) => weight(files[one]))) };
  });
}

/**
 * What each module costs in its file: how much smaller the packed file would be without it, scaled so that all of them
 * together are the file. `plain` is the bundle as it was joined, in which a line names the module that begins.
 */
export async function ledger(plain, bytes) {
  const modules = [];
  for (const line of plain.split("\n")) {
    const [, name] = line.match(/^\s*\/\/ ((?:css-text:)?\S+\.(?:tsx?|m?js|css))$/) ?? [];
    if (name) modules.push({ name: name.replace(/^css-text:.*(src\/css)/, "$1"), text: "" });
    else if (modules.length > 0) modules.at(-1).text += `${line}\n`;
  }
  for (const one of modules) one.text = await squeezed(one.text);
  const without = (left) =>
    modules
      .filter((one) => one !== left)
      .map(({ text }) => text)
      .join("\n");
  const whole = weight(without(null));
  const costs = modules.map((one) => ({ name: one.name, cost: whole - weight(without(one)) }));
  const scale = bytes / sum(costs.map(({ cost }) => cost));
  const named = new Map();
  for (const { name, cost } of costs) named.set(name, (named.get(name) ?? 0) + Math.round(cost * scale));
  return [...named].filter(([, cost]) => cost > 0);
}

/** The loader's modules stand within a function, whose ends are no program. */
async function squeezed(text) {
  const program = text.replace(/^\}\)\(\);$/m, "");
  return (await minify(program, { module: true, mangle: false, compress: false })).code;
}
