/** The house's limits, by machine: size of files, first lines, layers, and no words to avoid. */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { TOLD } from "../../styles.mjs";

function files(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? files(path) : /\.(ts|tsx|mjs|css)$/.test(name) ? [path] : [];
  });
}

const ALL = [
  ...files("src"),
  ...files("tests"),
  ...files("dev"),
  ...files("states"),
  "build.mjs",
  "gallery.mjs",
  "installed.mjs",
  "ledger.mjs",
  "numbers.mjs",
  "parts.mjs",
  "pack.mjs",
  "strings.mjs",
  "styles.mjs",
  "weight.mjs",
];
/** What each layer may import: itself and what is below. */
const LAYERS = ["lean", "core", "net", "client", "ui", "embed|room|desk|demo"];

describe.each(ALL)("%s", (path) => {
  const text = readFileSync(path, "utf8");
  it("has at most 300 lines", () => expect(text.split("\n").length).toBeLessThanOrEqual(301));
  it("says first what it knows", () => expect(text).toMatch(/^\/\*\*? .+\*\//));
});

describe.each(files("src").filter((path) => /\.tsx?$/.test(path)))("%s", (path) => {
  const text = readFileSync(path, "utf8");
  const layer = LAYERS.findIndex((names) => new RegExp(`^src/(${names})/`).test(path));
  it("imports downwards only", () => {
    const imported = [...text.matchAll(/from "\.\.\/(\w+)/g)].map((hit) => hit[1] ?? "");
    const levels = imported.map((name) => LAYERS.findIndex((names) => names.split("|").includes(name)));
    for (const level of levels) expect(level).toBeLessThanOrEqual(layer);
    const sideways = (one: string): boolean =>
      path.startsWith("src/room/") ? one === "embed" : path.startsWith("src/embed/") && one === "room";
    expect(imported.filter(sideways)).toEqual([]);
  });
  it("has no words to avoid, no markup from text, no styles in attributes", () => {
    // The browser's own name for what subscribes to push is not ours.
    expect(text.replace(/PushManager/gi, "")).not.toMatch(/\b\w*(Manager|Service|Handler|Helper|Util)\b/);
    // Only a channel, a worker's own window, and one window of an origin that is named.
    expect(text).not.toMatch(
      /innerHTML|dangerouslySetInnerHTML|document\.cookie|(?<!(?:channel|client)\?\.)postMessage(?=\()(?!\(what, this\.#)|style=\{/,
    );
  });
});

it("what scripts set in styles keeps its name in what is built", () => {
  const set = files("src").flatMap((path) => [
    ...readFileSync(path, "utf8").matchAll(/setProperty\(\s*"(--[\w-]+)/g),
  ]);
  expect(set.length).toBeGreaterThan(2);
  expect(set.map(([, name]) => name).filter((name) => !TOLD.test(name ?? ""))).toEqual([]);
});
