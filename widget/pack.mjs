/** Lays out the npm package `@parley/client` in a folder: `node pack.mjs OUT`, then `npm pack` there. */
import { execFileSync } from "node:child_process";
import { copyFile, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

const HERE = dirname(fileURLToPath(import.meta.url));
const FROM = join(HERE, "packages/client");
/** Bytes after gzip -9 that the SDK may cost an application, minified, with the one library it needs. */
const BUDGET = 21_370;

async function bundle(options) {
  const { outputFiles } = await build({
    entryPoints: [join(HERE, "src/client/index.ts")],
    bundle: true,
    write: false,
    format: "esm",
    target: ["es2022"],
    charset: "utf8",
    logLevel: "warning",
    ...options,
  });
  return outputFiles[0].text;
}

/** Relative imports of the sources name no extension; Node's own way of resolving wants one. */
async function nameExtensions(folder) {
  const files = await readdir(folder, { recursive: true, withFileTypes: true });
  for (const file of files.filter((one) => one.isFile())) {
    const path = join(file.parentPath, file.name);
    const text = await readFile(path, "utf8");
    await writeFile(path, text.replace(/((?:from |import\()"\.{1,2}\/[^"]+)"/g, '$1.js"'));
  }
}

const out = resolve(process.argv[2] ?? join(HERE, "packages/client/out"));
await rm(out, { recursive: true, force: true });
await mkdir(join(out, "dist"), { recursive: true });
const code = await bundle({ external: ["@preact/signals-core"] });
await writeFile(join(out, "dist/index.js"), code);
const tsc = join(HERE, "node_modules/typescript/bin/tsc");
execFileSync(process.execPath, [tsc, "-p", FROM, "--outDir", join(out, "dist/types")], { stdio: "inherit" });
await nameExtensions(join(out, "dist/types"));
for (const name of ["package.json", "README.md"]) await copyFile(join(FROM, name), join(out, name));
await copyFile(join(HERE, "../LICENSE"), join(out, "LICENSE"));
const { version } = JSON.parse(await readFile(join(HERE, "package.json"), "utf8"));
const packed = JSON.parse(await readFile(join(out, "package.json"), "utf8"));
await writeFile(join(out, "package.json"), `${JSON.stringify({ ...packed, version }, null, 2)}\n`);
const bytes = gzipSync(await bundle({ minify: true }), { level: 9 }).length;
console.log(`${bytes} of ${BUDGET} bytes gzip  @parley/client`);
process.exitCode = bytes > BUDGET ? 1 : 0;
