#!/usr/bin/env bash
# Compiles service.scss and service.mjs into ../static. For maintainers only: it needs node, npm and a registry; the
# results are committed, so nobody else does. The versions are fixed here and nowhere else.
set -euo pipefail

here="$(cd "$(dirname "$0")" && pwd)"
work="${ASSETS_WORK:-$(mktemp -d)}"
[ -n "${ASSETS_WORK:-}" ] || trap 'rm -rf "$work"' EXIT

mkdir -p "$work"
cd "$work"
if [ ! -d node_modules/govuk-frontend ]; then
  npm install --no-save --no-audit --no-fund --loglevel=error \
    govuk-frontend@6.6.0 sass@1.108.2 esbuild@0.28.2
fi

npx sass --no-source-map --load-path="$work/node_modules" "$here/service.scss" "$work/service.css"
npx esbuild "$work/service.css" --minify --target=chrome100,firefox100,safari15 --charset=utf8 \
  --legal-comments=none --log-level=warning --outfile="$here/../static/service.css"
NODE_PATH="$work/node_modules" npx esbuild "$here/service.mjs" --bundle --minify --format=esm --target=es2020 \
  --charset=utf8 --legal-comments=none --log-level=warning --outfile="$here/../static/service.js"
# The family is a variable, the colours are always set, and smoothing is inherited, so rules that say so again for
# paper, or in case there is no colour, or for each component, only weigh.
sed -E -i -e 's/@media print\{[^{}]*\{font-family:var\(--app-font\)\}\}//g' \
  -e 's/-webkit-font-smoothing:antialiased;-moz-osx-font-smoothing:grayscale;?//g' \
  -e 's/var\((--govuk-[a-z-]+-colour), ?#[0-9a-fA-F]+\)/var(\1)/g' "$here/../static/service.css"
# Both are committed ready packed, for browsers that take them so.
for file in "$here/../static/service.css" "$here/../static/service.js"; do
  node -e 'const fs = require("fs"), zlib = require("zlib"), file = process.argv[1], whole = fs.readFileSync(file);
    fs.writeFileSync(file + ".gz", zlib.gzipSync(whole, { level: 9 })); fs.writeFileSync(file + ".br", zlib.brotliCompressSync(whole));' "$file"
done
wc -c "$here/../static/service.css" "$here/../static/service.js"
