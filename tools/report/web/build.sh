#!/usr/bin/env bash
# build.sh FOLDER [0]: bundles the report's front end into FOLDER/page.html, which the program holds.
# Does nothing when page and sources agree. Without npm, or with 0, the page is empty, and the
# program then says how to get it. npm's packages are installed below FOLDER, by the lock file.
set -euo pipefail
web=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
mkdir -p "$1"
cd "$1"

leave_empty() {
  [ -f page.html ] && [ ! -s page.html ] || : >page.html
  rm -f page.stamp
  exit 0
}

[ "${2:-1}" = 1 ] || leave_empty
if ! command -v npm >/dev/null; then
  echo "No npm: this build will have no report (on Debian: apt-get install nodejs npm)" >&2
  leave_empty
fi
stamp=$(cd "$web" && cat build.mjs build.sh package-lock.json page.html src/*.* src/sections/* | cksum)
[ -s page.html ] && [ "$(cat page.stamp 2>/dev/null)" = "$stamp" ] && exit 0

if ! cmp -s "$web/package-lock.json" package-lock.json; then
  cp "$web/package.json" .
  rm -f package-lock.json
  echo "Fetching the report's packages (once)" >&2
  cp "$web/package-lock.json" lock && mv lock package-lock.json
  if ! npm ci --ignore-scripts --no-audit --no-fund --fetch-retries=1 >npm.log 2>&1; then
    rm -f package-lock.json
    tail -n 5 npm.log >&2
    echo "npm could not install the report's packages: this build will have no report" >&2
    leave_empty
  fi
fi
node "$web/build.mjs" "$PWD/node_modules" page.html.new
mv page.html.new page.html
echo "$stamp" >page.stamp
