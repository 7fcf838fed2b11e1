/** The ledger of bytes in docs/bytes.md: `node ledger.mjs` writes it, `--check` fails where it is stale. */
import { readFile, writeFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { surfaces } from "./build.mjs";
import { ledger, weigh, weight } from "./weight.mjs";

const PAGE = resolve(dirname(fileURLToPath(import.meta.url)), "../docs/bytes.md");
const MADE = /(<!-- weighed: bytes -->\n)([\s\S]*?)(<!-- end -->)/;
/** Noise: a module may differ from the page by so many bytes, or by this part of it. */
const NEAR = { bytes: 64, part: 0.15 };

async function table() {
  const { files, plain } = await surfaces();
  const lines = ["| what | bytes | of | files |", "| --- | ---: | ---: | --- |"];
  for (const { name, bytes, most, used } of weigh(files))
    lines.push(`| ${name} | ${bytes} | ${most} | ${used.map((one) => `\`${one}\``).join(" ")} |`);
  lines.push("", "| file | module | bytes |", "| --- | --- | ---: |");
  for (const [file, text] of Object.entries(plain)) {
    const costs = await ledger(text, weight(files[file]));
    lines.push(`| \`${file}\` | all of it | ${weight(files[file])} |`);
    for (const [name, cost] of costs.sort((a, b) => b[1] - a[1]))
      lines.push(`| \`${file}\` | \`${name}\` | ${cost} |`);
  }
  for (const file of Object.keys(files).filter((name) => /^widget\/lang\//.test(name)))
    lines.push(`| \`${file}\` | all of it | ${weight(files[file])} |`);
  return `${lines.join("\n")}\n`;
}

const rows = (text) =>
  new Map(
    [...text.matchAll(/^\| (`\S+` \| [^|]+) \| (\d+) \|$/gm)].map(([, name, bytes]) => [name, Number(bytes)]),
  );

/** What the page says that is no longer so. */
function stale(held, made) {
  const [before, after] = [rows(held), rows(made)];
  const far = (name) => {
    const [was, is] = [before.get(name) ?? 0, after.get(name) ?? 0];
    return Math.abs(was - is) > Math.max(NEAR.bytes, NEAR.part * is);
  };
  return [...new Set([...before.keys(), ...after.keys()])].filter(far);
}

const page = await readFile(PAGE, "utf8");
const made = await table();
if (process.argv.includes("--check")) {
  const wrong = stale(page.match(MADE)?.[2] ?? "", made);
  if (wrong.length > 0) console.error(`docs/bytes.md is stale (make docs writes it): ${wrong.join(", ")}`);
  process.exitCode = wrong.length > 0 ? 1 : 0;
} else
  await writeFile(
    PAGE,
    page.replace(MADE, (_, head, __, end) => `${head}${made}${end}`),
  );
