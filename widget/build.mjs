/** Builds everything under `static/` from here. The same sources always give the same bytes. */
import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { minify } from "terser";

const HERE = dirname(fileURLToPath(import.meta.url));
const CHECK = process.argv.includes("--check");
/** `--plain OUT`: the same pages elsewhere, with every name as it was written (the gallery of states). */
const PLAIN = process.argv[2] === "--plain" ? process.argv[3] : undefined;
const STATIC = PLAIN ? resolve(PLAIN) : resolve(HERE, "..", "static");
const TARGET = ["chrome109", "safari16.4", "firefox115"];

/** Bytes after gzip -9 that a page may cost (code and styles of one surface). */
const BUDGETS = {
  "loader.js": 2_000,
  "widget/widget.js": 35_000,
  "room/room.js+room/room.css": 35_000,
  "room/keeping.js": 6_000,
  "room/later.js": 3_000,
};

/** `import css from "./x.css?text"`: the bundled, minified stylesheet as a string. */
const cssText = {
  name: "css-text",
  setup(plan) {
    plan.onResolve({ filter: /\.css\?text$/ }, (args) => ({
      path: join(args.resolveDir, args.path.replace(/\?text$/, "")),
      namespace: "css-text",
    }));
    plan.onLoad({ filter: /.*/, namespace: "css-text" }, async (args) => ({
      contents: (await bundle({ entry: args.path, format: "esm" })).trim(),
      loader: "text",
    }));
  },
};

async function bundle({ entry, format, define = {}, plugins = [] }) {
  const result = await build({
    entryPoints: [resolve(HERE, entry)],
    absWorkingDir: HERE,
    bundle: true,
    minifyIdentifiers: !PLAIN,
    minifySyntax: !PLAIN || entry.endsWith(".css"),
    minifyWhitespace: entry.endsWith(".css"),
    write: false,
    format,
    define,
    target: TARGET,
    charset: "utf8",
    legalComments: "none",
    jsx: "automatic",
    jsxImportSource: "preact",
    plugins: [...plugins, cssText],
    logLevel: "warning",
  });
  const { text } = result.outputFiles[0];
  return PLAIN || entry.endsWith(".css") ? text : smaller(text, format === "esm");
}

/** The bundler shortens names, private ones too; what comes after it finds more to leave out. */
async function smaller(text, module) {
  const options = {
    module,
    toplevel: true,
    ecma: 2022,
    compress: { passes: 3, pure_getters: true, keep_fargs: false, unsafe_arrows: true },
  };
  return `${(await minify(text, options)).code}\n`;
}

/** A part of a page that only some load: whatever it imports comes from the page's own code. */
const fromPage = (page) => ({
  name: "from-page",
  setup(plan) {
    plan.onResolve({ filter: /./ }, ({ kind, path }) =>
      kind === "entry-point" || path.endsWith("?text") ? null : { path: page, external: true },
    );
  },
});

const digest = (text) => createHash("sha256").update(text).digest("hex").slice(0, 10);

async function languages(folder) {
  const out = {};
  for (const name of (await readdir(join(HERE, "lang"))).filter((file) => file.endsWith(".json")).sort()) {
    const strings = JSON.parse(await readFile(join(HERE, "lang", name), "utf8"));
    out[`${folder}/lang/${name}`] = `${JSON.stringify(strings)}\n`;
  }
  return out;
}

/** Puts the digests of what a page loads into its addresses: `{{room.js}}`. */
function stamp(html, files, folder) {
  return html.replace(/\{\{([\w.]+)\}\}/g, (_, name) => digest(files[`${folder}/${name}`]));
}

/** The room page, and the parts of its code that are loaded later: one version names all, so that they never mix. */
async function roomPage() {
  const room = await bundle({ entry: "src/room/main.tsx", format: "esm" });
  const plugins = [fromPage("./room.js?v=VERSION")];
  const staff = await bundle({ entry: "src/ui/staff.tsx", format: "esm", plugins });
  const css = await bundle({ entry: "src/css/page.css", format: "esm" });
  const later = await bundle({ entry: "src/ui/later.tsx", format: "esm", plugins });
  const keeping = await bundle({ entry: "src/client/keeping.ts", format: "esm" });
  const version = digest(room + staff + later + keeping);
  const html = await readFile(join(HERE, "src/room/index.html"), "utf8");
  return {
    "room/room.js": room,
    "room/staff.js": staff.replaceAll("VERSION", version),
    "room/later.js": later.replaceAll("VERSION", version),
    "room/keeping.js": keeping,
    "room/room.css": css,
    "room/icon.svg": await readFile(join(HERE, "src/room/icon.svg"), "utf8"),
    "room/index.html": html.replace("{{room.js}}", version).replace("{{room.css}}", digest(css)),
  };
}

/** The widget's sheet and its later parts, of one version. */
async function sheet() {
  const widget = await bundle({ entry: "src/embed/widget.tsx", format: "esm" });
  const plugins = [fromPage("./widget.js?v=VERSION")];
  const later = await bundle({ entry: "src/ui/later.tsx", format: "esm", plugins });
  const keeping = await bundle({ entry: "src/client/keeping.ts", format: "esm" });
  const version = digest(widget + later + keeping);
  return {
    version,
    "widget/widget.js": widget,
    "widget/later.js": later.replaceAll("VERSION", version),
    "widget/keeping.js": keeping,
  };
}

async function surfaces() {
  const files = { ...(await languages("widget")), ...(await languages("room")) };
  const { version, ...widget } = await sheet();
  Object.assign(files, widget);
  const define = { WIDGET_VERSION: JSON.stringify(version) };
  files["loader.js"] = await bundle({ entry: "src/embed/loader.ts", format: "iife", define });
  Object.assign(files, await roomPage());
  return { ...files, ...(await demo()) };
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
  const held = await readFile(join(STATIC, name), "utf8").catch(() => null);
  return held !== text;
}

async function put(name, text) {
  await mkdir(dirname(join(STATIC, name)), { recursive: true });
  await writeFile(join(STATIC, name), text);
}

/** Prints what each surface weighs; answers those above their budget. */
function weigh(files) {
  const heavy = [];
  for (const [names, most] of Object.entries(BUDGETS)) {
    const bytes = names.split("+").reduce((sum, name) => sum + gzipSync(files[name], { level: 9 }).length, 0);
    console.log(`${String(bytes).padStart(6)} of ${most} bytes gzip  ${names}`);
    if (bytes > most) heavy.push(names);
  }
  return heavy;
}

/** What an earlier build wrote and this one does not. */
async function leftovers(files) {
  const held = await readdir(STATIC, { recursive: true, withFileTypes: true }).catch(() => []);
  const names = held
    .filter((one) => one.isFile())
    .map((one) => relative(STATIC, join(one.parentPath, one.name)));
  return names.filter((name) => !(name in files));
}

const files = await surfaces();
const changed = await leftovers(files);
if (!CHECK) for (const name of changed) await rm(join(STATIC, name));
for (const [name, text] of Object.entries(files)) {
  if (await differs(name, text)) changed.push(name);
  if (!CHECK) await put(name, text);
}
const heavy = PLAIN ? [] : weigh(files);
if (heavy.length > 0) console.error(`above budget: ${heavy.join(", ")}`);
if (CHECK && changed.length > 0)
  console.error(`not a fresh build: ${changed.join(", ")} (${relative(process.cwd(), STATIC)})`);
process.exitCode = heavy.length > 0 || (CHECK && changed.length > 0) ? 1 : 0;
