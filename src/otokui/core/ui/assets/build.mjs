// Builds styles, script, fonts and icons into static/otokui/built (ignored by git). Called by `npm run build`.
import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const built = join(here, "..", "static", "otokui", "built");
const require = createRequire(import.meta.url);

/** Noto Sans JP in its unicode-range pieces: a page loads only the pieces whose characters it shows. */
function fonts() {
  const folder = dirname(require.resolve("@fontsource-variable/noto-sans-jp/package.json"));
  const faces = readFileSync(join(folder, "index.css"), "utf8")
    .split(/(?=\/\* noto-sans-jp-)/)
    .filter((face) => !/noto-sans-jp-(cyrillic|vietnamese)/.test(face));
  mkdirSync(join(built, "files"), { recursive: true });
  for (const [, file] of faces.join("").matchAll(/url\(\.\/files\/([^)]+)\)/g)) {
    copyFileSync(join(folder, "files", file), join(built, "files", file));
  }
  const lines = faces.join("").replace(/\/\*.*?\*\//g, "").replace(/\s*\n\s*/g, "");
  writeFileSync(join(built, "fonts.css"), lines);
}

/** One sprite with the icons named in icons.json, drawn by <use href="icons.svg#name">. */
function icons() {
  const all = require("@iconify-json/lucide/icons.json");
  const names = JSON.parse(readFileSync(join(here, "icons.json"), "utf8"));
  const symbols = names.map((name) => {
    const icon = all.icons[all.aliases?.[name]?.parent ?? name];
    if (!icon) throw new Error(`no icon named ${name}`);
    return `<symbol id="${name}" viewBox="0 0 24 24">${icon.body.replaceAll('stroke-width="2"', 'stroke-width="1.75"')}</symbol>`;
  });
  writeFileSync(join(built, "icons.svg"), `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>`);
}

function styles() {
  const cli = join(dirname(require.resolve("@tailwindcss/cli/package.json")), "dist", "index.mjs");
  const input = join(here, "css", "app.css");
  const result = spawnSync(process.execPath, [cli, "-i", input, "-o", join(built, "app.css"), "--minify"], {
    stdio: ["ignore", "ignore", "pipe"],
    encoding: "utf8",
  });
  if (result.status !== 0) throw new Error(result.stderr);
}

rmSync(built, { recursive: true, force: true });
mkdirSync(built, { recursive: true });
fonts();
icons();
styles();
await build({
  entryPoints: ["app", "field", "field-worker"].map((name) => join(here, "js", `${name}.js`)),
  outdir: built,
  bundle: true,
  minify: true,
  format: "iife",
  target: "es2022",
  legalComments: "linked",
});
