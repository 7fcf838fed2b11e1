/** Builds the gallery: `node gallery.mjs OUT` (a page that shows one state), `--list` (what there is, as JSON), `--keys` (of the workspace). */

import { spawnSync } from "node:child_process";
import { cp, mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const HERE = dirname(fileURLToPath(import.meta.url));

async function bundle(entry, define = {}) {
  const { outputFiles } = await build({
    entryPoints: [join(HERE, entry)],
    absWorkingDir: HERE,
    bundle: true,
    write: false,
    format: "esm",
    charset: "utf8",
    target: ["chrome109", "safari16.4", "firefox115"],
    define,
    logLevel: "warning",
  });
  return outputFiles[0].text;
}

async function module(entry) {
  const code = Buffer.from(await bundle(entry)).toString("base64");
  return import(`data:text/javascript;base64,${code}`);
}

/** Name, surface and what one sees of every state. */
async function list() {
  const { STATES } = await module("states/catalogue.ts");
  console.log(JSON.stringify(STATES.map(({ name, surface, sees }) => ({ name, surface, sees }))));
}

/** What each key of the workspace does, and where. */
async function keys() {
  console.log(JSON.stringify((await module("states/deskkeys.ts")).KEY_LINES));
}

/** A page's own addresses, with the version that its later parts name. */
async function addresses(out, name) {
  const page = await readFile(join(out, `static/${name}/index.html`), "utf8");
  const [css, code] = ["css", "js"].map(
    (kind) => page.match(new RegExp(`${name}\\.${kind}\\?v=[\\w-]+`))?.[0],
  );
  const named = name.toUpperCase();
  return {
    [`${named}_CSS`]: JSON.stringify(`static/${name}/${css}`),
    [`${named}_JS`]: JSON.stringify(`static/${name}/${code}`),
  };
}

/** The page in the frame of `data-isolate`: the state around it gives it its network and its clock first. */
async function framed(out) {
  const page = await readFile(join(out, "static/embed/index.html"), "utf8");
  await mkdir(join(out, "embed"));
  const enters = "<script>parent.stage.enters(window)</script>";
  await writeFile(join(out, "embed/index.html"), page.replace("<script", `${enters}<script`));
}

/** Every page notes the components that it draws in `window.drawn`: a test asks whether some state draws each. */
async function noting(pages) {
  const note = `if (typeof type === "function") (globalThis.drawn ??= new Set()).add(type);`;
  for (const name of ["desk/desk.js", "room/room.js", "widget/widget.js", "demo/demo.js", "demo/shop.js"]) {
    const text = await readFile(join(pages, name), "utf8");
    const noted = text.replace(/function jsx\(type, [^)]*\) \{/, (begins) => `${begins} ${note}`);
    if (noted === text) throw new Error(`${name} does not say where it draws`);
    await writeFile(join(pages, name), noted);
  }
}

async function gallery(out) {
  const pages = join(out, "static");
  await mkdir(pages, { recursive: true });
  const { status } = spawnSync(process.execPath, [join(HERE, "build.mjs"), "--plain", pages], {
    stdio: "inherit",
  });
  if (status !== 0) process.exit(status ?? 1);
  await noting(pages);
  await cp(join(pages, "loader.js"), join(out, "widget.js"));
  await framed(out);
  for (const page of ["index.html", "window.html"]) await cp(join(HERE, "states", page), join(out, page));
  const define = { ...(await addresses(out, "room")), ...(await addresses(out, "desk")) };
  await writeFile(join(out, "gallery.js"), await bundle("states/gallery.ts", define));
}

const [wanted] = process.argv.slice(2);
if (wanted === "--list") await list();
else if (wanted === "--keys") await keys();
else if (wanted) await gallery(resolve(wanted));
else console.error("node gallery.mjs OUT, or --list, or --keys");
