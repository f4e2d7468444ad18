#!/usr/bin/env bash
# build.sh FOLDER ENGINE REPORT: bundles the playground's front end and the engine for browsers (folder
# ENGINE, made by api/wasm/build.sh) into FOLDER/page.html, which the program holds. npm's packages are
# those of the report (folder REPORT). Where either is missing the page is empty, and the program then
# says how to get it.
set -euo pipefail
web=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
engine=$(cd "$2" && pwd)
modules=$3/node_modules
mkdir -p "$1"
cd "$1"

if [ ! -s "$engine/engine.wasm" ] || [ ! -d "$modules/esbuild" ] || [ ! -s "$3/page.html" ]; then
  [ -f page.html ] && [ ! -s page.html ] || : >page.html
  rm -f page.stamp
  exit 0
fi
stamp=$(cd "$web" && cat build.mjs build.sh page.html src/* ../../report/web/src/*.js "$engine"/engine.* | cksum)
[ -s page.html ] && [ "$(cat page.stamp 2>/dev/null)" = "$stamp" ] && exit 0
node "$web/build.mjs" "$modules" "$engine" page.html.new
mv page.html.new page.html
echo "$stamp" >page.stamp
