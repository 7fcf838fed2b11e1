/** Builds the gallery: `node gallery.mjs OUT` (a page that shows one state), `--list` (what there is, as JSON). */

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

/** Name, surface and what one sees of every state. */
async function list() {
  const code = Buffer.from(await bundle("states/catalogue.ts")).toString("base64");
  const { STATES } = await import(`data:text/javascript;base64,${code}`);
  console.log(JSON.stringify(STATES.map(({ name, surface, sees }) => ({ name, surface, sees }))));
}

/** The room page's own addresses, with the version that its later parts name. */
async function roomAddresses(out) {
  const page = await readFile(join(out, "static/room/index.html"), "utf8");
  const [css, code] = [/room\.css\?v=[\w-]+/, /room\.js\?v=[\w-]+/].map((name) => page.match(name)?.[0]);
  return { ROOM_CSS: JSON.stringify(`static/room/${css}`), ROOM_JS: JSON.stringify(`static/room/${code}`) };
}

/** The page in the frame of `data-isolate`: the state around it gives it its network and its clock first. */
async function framed(out) {
  const page = await readFile(join(out, "static/embed/index.html"), "utf8");
  await mkdir(join(out, "embed"));
  const enters = "<script>parent.stage.enters(window)</script>";
  await writeFile(join(out, "embed/index.html"), page.replace("<script", `${enters}<script`));
}

async function gallery(out) {
  const pages = join(out, "static");
  await mkdir(pages, { recursive: true });
  const { status } = spawnSync(process.execPath, [join(HERE, "build.mjs"), "--plain", pages], {
    stdio: "inherit",
  });
  if (status !== 0) process.exit(status ?? 1);
  await cp(join(pages, "loader.js"), join(out, "widget.js"));
  await framed(out);
  for (const page of ["index.html", "window.html"]) await cp(join(HERE, "states", page), join(out, page));
  await writeFile(join(out, "gallery.js"), await bundle("states/gallery.ts", await roomAddresses(out)));
}

const [wanted] = process.argv.slice(2);
if (wanted === "--list") await list();
else if (wanted) await gallery(resolve(wanted));
else console.error("node gallery.mjs OUT, or --list");
