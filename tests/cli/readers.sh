#!/usr/bin/env bash
# The ways into other tools that docs/outputs.md shows work as written, without a network: each block is
# executed where its reader is installed.
source "$(dirname "$0")/common/cli.sh"

mkdir runs bin
ln -s "$OVERBUILD" bin/overbuild
ln -s "$ROOT/configs" configs
export PATH="$PWD/bin:$PATH" MPLBACKEND=Agg
expect 0 run "$TOY" -o runs/ai-2026-s1
expect 0 ensemble "$TOY" -n 8 -o a.db --record agents,flows

# The system's own Python has the packages that Debian installs, whichever comes first in the path.
python=$(command -v python3 || true)
if [ -x /usr/bin/python3 ] && /usr/bin/python3 -c 'import pandas' 2>/dev/null; then python=/usr/bin/python3; fi

# Blocks of the page in files of their own: 01.python, 02.r, ...
awk '/^```[a-z]/ { kind = substr($0, 4); name = sprintf("%02d.%s", ++n, kind); next }
     /^```/ { name = ""; next }
     name != "" { print > name }' "$ROOT/docs/outputs.md"

has_modules() { # FILE: every module that it imports is there
  "$python" - "$1" <<'PYTHON'
import ast, importlib.util, sys
for node in ast.walk(ast.parse(open(sys.argv[1]).read())):
    names = [node.module] if isinstance(node, ast.ImportFrom) else \
            [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
    for name in names:
        if importlib.util.find_spec(name.split(".")[0]) is None:
            sys.exit(1)
    if "plot" in open(sys.argv[1]).read() and importlib.util.find_spec("matplotlib") is None:
        sys.exit(1)
PYTHON
}

# reader FILE: the command that runs the block, empty where it is not installed.
reader() {
  case "$1" in
    *.python) [ -n "$python" ] && has_modules "$1" && echo "$python $1" ;;
    *.sh) command -v sqlite3 >/dev/null && echo "bash -euo pipefail $1" ;;
    *.r) command -v Rscript >/dev/null || return 0
         local package
         for package in DBI RSQLite nanoparquet; do
           grep -q "$package::" "$1" || continue
           Rscript -e "library($package)" >/dev/null 2>&1 || return 0
         done
         echo "Rscript $1" ;;
    *.sql) case "$(head -n 1 "$1")" in
             "-- sqlite3 a.db") command -v sqlite3 >/dev/null && echo "sqlite3 -bail a.db <$1" ;;
             "-- duckdb") command -v duckdb >/dev/null && echo "duckdb -bail <$1" ;;
             *) echo "false $1" ;;
           esac ;;
  esac
  return 0
}

done_blocks=0
for block in [0-9]*.*; do
  case "$block" in *.yaml) continue ;; esac
  command=$(reader "$block")
  if [ -z "$command" ]; then
    echo "no reader for: $(grep -v '^--' "$block" | head -n 1)"
    continue
  fi
  eval "$command" >../captured/out 2>../captured/err || fail "$command: $(cat "$block")"
  done_blocks=$((done_blocks + 1))
done
echo "$done_blocks blocks executed"
[ -s a-parquet/series.parquet ] || fail "the export is missing"
if command -v sqlite3 >/dev/null && [ -n "$python" ]; then
  [ "$done_blocks" -ge 4 ] || fail "only $done_blocks blocks were executed"
  [ "$(head -n 1 capex.csv)" = "year,capex" ] || fail "capex.csv: $(head -n 1 capex.csv)"
fi
