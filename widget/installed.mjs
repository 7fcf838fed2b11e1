/** What the room page has on a home screen and without a network: its worker, its manifests, its icons. */
import { readdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOM = join(dirname(fileURLToPath(import.meta.url)), "src/room");
const LANG = join(ROOM, "../../lang");
/** What stands under the icon, and where browsers list what is installed. */
const NAMES = {
  en: { name: "Parley: your orders", short_name: "Parley" },
  ja: { name: "Parley 担当中の注文", short_name: "Parley" },
};
const COLOURS = { theme_color: "#14171e", background_color: "#14171e" };
/** Only staff load this, and they come in by another door. */
const NOT_KEPT = /\/staff\./;

/** `files` are the page's scripts and strings; `page` its html and styles. */
export async function installed({ version, page, files, bundle, digest }) {
  const [css, html] = [page["room/room.css"], page["room/index.html"]];
  const rest = Object.keys(files).filter((name) => name !== "room/room.js" && !NOT_KEPT.test(name));
  const named = (name, v) => `../static/${name}?v=${v}`;
  const shell = [
    "./",
    named("room/room.css", digest(css)),
    named("room/room.js", version),
    ...rest.map((name) => named(name, version)),
    "../static/room/icon.svg",
  ];
  const says = {};
  for (const lang of Object.keys(NAMES)) {
    const { push_news: message, push_back: back } = await strings(lang);
    says[lang] = { message, back };
  }
  const define = {
    VERSION: JSON.stringify(digest(html + version)),
    SHELL: JSON.stringify(shell),
    SAYS: JSON.stringify(says),
  };
  return {
    "room/sw.js": await bundle({ entry: "src/room/worker.ts", format: "iife", define }),
    ...(await manifests()),
    ...(await icons()),
  };
}

const strings = async (lang) => JSON.parse(await readFile(join(LANG, `${lang}.json`), "utf8"));

async function manifests() {
  const files = {};
  for (const [lang, names] of Object.entries(NAMES)) {
    const { dir } = await strings(lang);
    const where = { id: "../../r/", start_url: "../../r/", scope: "../../r/", display: "standalone" };
    const said = { lang, dir, ...names, ...where, ...COLOURS, icons: ICONS };
    files[`room/manifest.${lang}.webmanifest`] = `${JSON.stringify(said)}\n`;
  }
  return files;
}

const png = (size, purpose, name = `icon-${size}`) => ({
  src: `${name}.png`,
  sizes: `${size}x${size}`,
  type: "image/png",
  purpose,
});
const ICONS = [
  { src: "icon.svg", sizes: "any", type: "image/svg+xml", purpose: "any" },
  png(192, "any"),
  png(512, "any"),
  png(512, "maskable", "icon-maskable"),
];

async function icons() {
  const files = { "room/icon.svg": await readFile(join(ROOM, "icon.svg"), "utf8") };
  for (const name of await readdir(join(ROOM, "icons")))
    files[`room/${name}`] = await readFile(join(ROOM, "icons", name));
  return files;
}
