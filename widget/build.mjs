/** Builds everything under `static/` from here. The same sources always give the same bytes. */
import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { minify } from "terser";
import { installed } from "./installed.mjs";
import { numbered } from "./numbers.mjs";
import { fromPage, joined, offered, taken } from "./parts.mjs";
import { stringFiles } from "./strings.mjs";
import { cssText, inRems, shortener } from "./styles.mjs";
import { weigh } from "./weight.mjs";

const HERE = dirname(fileURLToPath(import.meta.url));
const CHECK = process.argv.includes("--check");
/** `--plain OUT`: the same pages elsewhere, with every name as it was written (the gallery of states). */
const PLAIN = process.argv[2] === "--plain" ? process.argv[3] : undefined;
const STATIC = PLAIN ? resolve(PLAIN) : resolve(HERE, "..", "static");
const TARGET = ["chrome109", "safari16.4", "firefox115"];

/** Pages take their own small runtime for Preact and its signals (widget/README.md says why). */
const lean = {
  name: "lean",
  setup(plan) {
    const words = /^(preact(\/hooks|\/jsx-runtime)?|@preact\/signals(-core)?)$/;
    plan.onResolve({ filter: words }, () => ({ path: join(HERE, "src/lean/index.ts") }));
  },
};

const SHARED = {
  keeping: "src/client/keeping.ts",
  later: "src/ui/later.tsx",
  files: "src/ui/files.tsx",
  linked: "src/ui/linked.tsx",
};
/** What each page loads later, by an action: one file each, whose own code imports the rest from the page. */
const PARTS = {
  widget: { ...SHARED, first: "src/ui/first.tsx", rooms: "src/ui/rooms.tsx", signs: "src/embed/signs.ts" },
  room: {
    ...SHARED,
    staff: "src/ui/staff.tsx",
    invited: "src/room/invited.tsx",
    driver: "src/ui/driver.tsx",
    till: "src/ui/till.tsx",
    away: "src/ui/away.tsx",
  },
  desk: SHARED,
};

/** Code of its own beside a page: it takes nothing from the page. */
const BESIDE = {
  widget: { isolate: "src/embed/isolate.ts", naming: "src/embed/naming.ts" },
  room: {},
  desk: {},
};

async function bundle(options) {
  const { plain } = await bundled(options);
  return options.entry.endsWith(".css") ? plain : smaller(plain, options.format === "esm");
}

/** The code as it was joined, and what it was made of; `more` is offered by it besides what its entry offers. */
async function bundled({ entry, format, define = {}, plugins = [], more = "", page = "" }) {
  const contents = `export * from ${JSON.stringify(resolve(HERE, entry))};${more}`;
  const result = await build({
    ...(more ? { stdin: { contents, resolveDir: HERE } } : { entryPoints: [resolve(HERE, entry)] }),
    absWorkingDir: HERE,
    bundle: true,
    minifyIdentifiers: !PLAIN,
    minifySyntax: !PLAIN || entry.endsWith(".css"),
    minifyWhitespace: entry.endsWith(".css"),
    write: false,
    metafile: true,
    format,
    define: { CUSTOMERS_ONLY: String(page === "widget"), ON_DESK: String(page === "desk"), ...define },
    target: TARGET,
    charset: "utf8",
    legalComments: "none",
    jsx: "automatic",
    jsxImportSource: "preact",
    plugins: [...plugins, lean, cssText(bundle, page)],
    logLevel: "warning",
  });
  const [{ text }] = result.outputFiles;
  return {
    plain: entry.endsWith(".css") ? await styled(text, page) : text,
    inputs: new Set(Object.keys(result.metafile.inputs).map((name) => resolve(HERE, name))),
  };
}

async function styled(css, page) {
  const sized = page === "room" ? inRems(css) : css;
  return PLAIN ? sized : (await shortener())(sized);
}

/** The bundler shortens names, private ones too; what comes after it finds more to leave out. */
async function smaller(text, module) {
  if (PLAIN) return text;
  const options = {
    module,
    toplevel: true,
    ecma: 2022,
    compress: {
      passes: 3,
      inline: 1,
      keep_fargs: false,
      lhs_constants: false,
      pure_getters: true,
      unsafe: true,
      unsafe_arrows: true,
    },
  };
  return `${(await minify(text, options)).code}\n`;
}

/** In two goes: what it takes from the page, and its code with one name for each. */
async function partOf(name, entry, page) {
  const made = (takes) =>
    bundled({ entry, format: "esm", page: name, plugins: [fromPage(name, page, takes)] });
  const first = await made(null);
  const { plain } = await made(taken([{ text: first.plain }]));
  return { plain, inputs: first.inputs };
}

/** A page's code, its later parts and their strings. One version names all of them, so that they never mix. */
async function withParts(name, entry) {
  const alone = await bundled({ entry, format: "esm", page: name });
  const parts = {};
  for (const [part, from] of Object.entries(PARTS[name])) parts[part] = await partOf(name, from, alone);
  const modules = Object.fromEntries(Object.entries(parts).map(([part, { inputs }]) => [part, inputs]));
  const strings = await stringFiles(alone.inputs, modules, !PLAIN);
  const finished = (text) => smaller(numbered(text, strings.numbers), true);
  for (const part of Object.values(parts)) part.text = await finished(part.plain);
  const offers = taken(Object.values(parts));
  const page = await bundled({ entry, format: "esm", page: name, more: offered(offers) });
  const files = { [`${name}/${name}.js`]: await finished(page.plain) };
  const plain = { [`${name}/${name}.js`]: page.plain };
  for (const [part, made] of Object.entries(parts)) {
    files[`${name}/${part}.js`] = joined(made.text, offers, `./${name}.js?v=VERSION`);
    plain[`${name}/${part}.js`] = made.plain;
  }
  for (const [file, from] of Object.entries(BESIDE[name])) {
    const { by, text } = strings.names();
    const define = { STRING_NAMES: JSON.stringify(text), NAMES_BY: String(by) };
    files[`${name}/${file}.js`] = await bundle({ entry: from, format: "esm", define });
  }
  for (const [file, text] of Object.entries(strings.files)) files[`${name}/${file}`] = text;
  const version = digest(Object.values(files).join(""));
  for (const file of Object.keys(files)) files[file] = files[file].replaceAll("?v=VERSION", `?v=${version}`);
  return { version, files, plain, unnamed: strings.unnamed };
}

const digest = (text) => createHash("sha256").update(text).digest("hex").slice(0, 8);

/** Puts the digests of what a page loads into its addresses: `{{room.js}}`. */
function stamp(html, files, folder) {
  return html.replace(/\{\{([\w.]+)\}\}/g, (_, name) => digest(files[`${folder}/${name}`]));
}

async function roomPage({ version, files }) {
  const css = await bundle({ entry: "src/css/page.css", format: "esm", page: "room" });
  const html = await readFile(join(HERE, "src/room/index.html"), "utf8");
  const page = {
    "room/room.css": css,
    "room/index.html": html.replace("{{room.js}}", version).replace("{{room.css}}", digest(css)),
  };
  return { ...files, ...page, ...(await installed({ version, page, files, bundle, digest })) };
}

/** Every file by its name, and of the widget also the bundles as they were joined. */
export async function surfaces() {
  const widget = await withParts("widget", "src/embed/widget.tsx");
  const room = await withParts("room", "src/room/main.tsx");
  const desk = await withParts("desk", "src/desk/main.tsx");
  const unnamed = widget.unnamed.filter((key) => room.unnamed.includes(key) && desk.unnamed.includes(key));
  if (unnamed.length > 0) throw new Error(`no code says these strings: ${[...new Set(unnamed)]}`);
  const define = { WIDGET_VERSION: JSON.stringify(widget.version) };
  const loader = await bundled({ entry: "src/embed/loader.ts", format: "iife", define });
  // A class is strict by itself, and what stands beside it is checked as if it were.
  const launcher = (await smaller(loader.plain, false)).replace(/^"use strict";/, "");
  Object.assign(widget.files, await framed(define));
  // What is asked for by one of these may be kept for ever.
  const versions = `${JSON.stringify({ widget: widget.version, room: room.version, desk: desk.version })}\n`;
  const pages = { ...widget.files, ...(await roomPage(room)), ...(await framed(define)), ...(await demo()) };
  Object.assign(pages, await deskPage(desk));
  return {
    files: { "loader.js": launcher, ...pages, "versions.json": versions },
    plain: { "loader.js": loader.plain, ...widget.plain },
  };
}

/** The workspace: where staff get in, and start. */
async function deskPage({ version, files }) {
  const css = await bundle({ entry: "src/css/desk.css", format: "esm", page: "desk" });
  const html = await readFile(join(HERE, "src/desk/index.html"), "utf8");
  const page = html.replace("{{desk.js}}", version).replace("{{desk.css}}", digest(css));
  return { ...files, "desk/desk.css": css, "desk/index.html": page };
}

/** The page inside the frame of `data-isolate`. */
async function framed(define) {
  const files = {
    "embed/inside.js": await bundle({ entry: "src/embed/inside.ts", format: "esm", define }),
    "embed/inside.css": await bundle({ entry: "src/css/inside.css", format: "esm" }),
  };
  const html = await readFile(join(HERE, "src/embed/index.html"), "utf8");
  return { ...files, "embed/index.html": stamp(html, files, "embed") };
}

/** The demo's stage and its shop: served under `parley serve --demo` alone. */
async function demo() {
  const files = {};
  for (const name of ["demo", "shop"]) {
    const code = name === "demo" ? "main" : name;
    files[`demo/${name}.js`] = await bundle({ entry: `src/demo/${code}.tsx`, format: "esm" });
    files[`demo/${name}.css`] = await bundle({ entry: `src/demo/${name}.css`, format: "esm" });
  }
  for (const page of ["index.html", "shop.html"]) {
    files[`demo/${page}`] = stamp(await readFile(join(HERE, "src/demo", page), "utf8"), files, "demo");
  }
  return files;
}

async function differs(name, text) {
  const held = await readFile(join(STATIC, name)).catch(() => null);
  return !held?.equals(Buffer.from(text));
}

async function put(name, text) {
  await mkdir(dirname(join(STATIC, name)), { recursive: true });
  await writeFile(join(STATIC, name), text);
}

/** What an earlier build wrote and this one does not. */
async function leftovers(files) {
  const held = await readdir(STATIC, { recursive: true, withFileTypes: true }).catch(() => []);
  const names = held
    .filter((one) => one.isFile())
    .map((one) => relative(STATIC, join(one.parentPath, one.name)));
  return names.filter((name) => !(name in files));
}

/** Writes what is new; answers what was not as it should be. */
async function written(files) {
  const changed = await leftovers(files);
  if (!CHECK) for (const name of changed) await rm(join(STATIC, name));
  for (const [name, text] of Object.entries(files)) {
    if (await differs(name, text)) changed.push(name);
    if (!CHECK) await put(name, text);
  }
  return changed;
}

async function main() {
  const { files } = await surfaces();
  const wrong = await written(files);
  const changed = CHECK ? wrong : [];
  const heavy = PLAIN ? [] : tooHeavy(files);
  if (heavy.length > 0) console.error(`above budget: ${heavy.join(", ")}`);
  if (changed.length > 0)
    console.error(`not a fresh build: ${changed.join(", ")} (${relative(process.cwd(), STATIC)})`);
  process.exitCode = heavy.length + changed.length > 0 ? 1 : 0;
}

/** Prints what each surface weighs; answers those above their budget. */
function tooHeavy(files) {
  const surfaces = weigh(files);
  for (const { name, bytes, most } of surfaces)
    console.log(`${String(bytes).padStart(6)} of ${most} bytes gzip  ${name}`);
  return surfaces.filter(({ bytes, most }) => bytes > most).map(({ name }) => name);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
