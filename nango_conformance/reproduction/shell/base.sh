#: say
say() { printf '%s\n' "$*" >&2; }

#: fail
# The backend is not as the check demands: this scenario is red.
fail() {
  say "  FAILED  expected: $1"
  say "          saw:      $2"
  exit 101
}

#: cannot
# Something else went wrong, so that nothing can be concluded.
cannot() {
  say "  CANNOT BE JUDGED: $1"
  exit 103
}

#: inapplicable
inapplicable() {
  say "  does not apply: $1"
  exit 104
}

#: wants
# Ends the script, with what to do, where a variable or a program is missing.
wants() { # NAME WHAT-IT-IS
  [ -n "${!1:-}" ] && return 0
  say "set $1: $2"
  exit 3
}

#: put
put() { printf -v "$1" '%s' "$2"; }

#: fetch
# curl without anything from its surroundings; a redirect is an answer and is not followed.
fetch() { curl -q -g -sS --noproxy '*' "$@"; }

#: scenario
# Plays one scenario in a shell of its own: nothing of it is left for the next.
scenario() { # FUNCTION NAME
  local code
  say "Scenario: $2"
  mkdir -p "$work/$1"
  set +e
  (
    set -e
    work=$work/$1
    begin
    "$1"
  )
  code=$?
  set -e
  fetch -o "$work/cleared" -X DELETE ${control_auth[@]+"${control_auth[@]}"} "$CONTROL_URL/control/faults" || true
  case $code in
    0) say "  as demanded" && held=1 ;;
    101) red=1 ;;
    104) ;;
    103) grey=1 ;;
    *) say "  CANNOT BE JUDGED: the script itself broke ($code)" && grey=1 ;;
  esac
}

#: verdict
# One red scenario is enough; one that could not be judged spoils what is not red.
verdict() {
  if [ "$red" = 1 ]; then
    say "$CHECK: failed"
    exit 1
  elif [ "$grey" = 1 ] || [ "$held" = 0 ]; then
    say "$CHECK: cannot be judged"
    exit 3
  fi
  say "$CHECK: passed"
}
