#!/usr/bin/env bash
# Functions fit a screen: half of them have 7 lines or fewer, nine in ten 22 or fewer, none more than
# 60, and none takes more than 7 parameters.
set -euo pipefail
source tests/lint/common/files.sh

command -v node >/dev/null || exit 77
measured() { node tests/lint/common/functions.mjs "$@" | sort -n; }
mapfile -t sources < <(files core market agents sim api tools | grep -E '\.(hpp|cpp)$')
all=$(measured "${sources[@]}")
count=$(wc -l <<<"$all")
[ "$count" -gt 2000 ] || report "The check sees too few functions" "$count"

# at SHARE: length of the function that so many in a hundred do not exceed.
at() { sed -n "$((count * $1 / 100))p" <<<"$all" | cut -d' ' -f1; }
found=$(awk '$1 > 60 { print $3 ": " $4 " has " $1 " lines" }
             $2 > 7 { print $3 ": " $4 " takes " $2 " parameters" }' <<<"$all")
report "These functions are too large" "$found"
[ "$(at 50)" -le 7 ] || report "Half of the functions have more lines than 7" "$(at 50)"
[ "$(at 90)" -le 22 ] || report "One function in ten has more lines than 22" "$(at 90)"

# What it must see of a source, so that it can fail.
example=$(mktemp --suffix=.cpp)
trap 'rm -f "$example"' EXIT
cat >"$example" <<'CODE'
namespace {
struct Holder {
  explicit Holder(int a) : a_{a}, text_{"{"} {}
  int twice(int x) const { return 2 * x; }
  int a_;
  const char* text_;
};
template <class T, class U = std::map<int, int>>
int many(int a, std::map<int, int> b, int c = f(1, 2),
         const char* d = "x, y {") {
  const auto inside = [](int e) {
    return e;
  };
  return inside(a);
}
}  // namespace
bool operator==(const Holder& a, const Holder& b) { return a.a_ == b.a_; }
CODE
expected='1 1 3 Holder
1 1 4 twice
1 2 17 operator==
4 4 10 many'
seen=$(measured "$example" | sed "s|$example:||" | sort)
[ "$seen" = "$expected" ] || report "The check does not read its own example" "$seen"
