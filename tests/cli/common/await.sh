# Sourced by scripts that start something and wait for what it does; they have a function `fail`.

# await WHAT COMMAND...: until COMMAND succeeds, for as long as a busy machine may take; fails with WHAT.
await() {
  local what=$1 end=$((SECONDS + 300))
  shift
  until "$@"; do
    [ "$SECONDS" -lt "$end" ] || fail "waited in vain for $what"
    sleep 0.05
  done
}
