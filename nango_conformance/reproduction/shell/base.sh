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

#: has
# Ends the script where a program is missing.
has() { # PROGRAM...
  local program
  for program in "$@"; do
    command -v "$program" >/dev/null || { say "install $program: this script needs it" && exit 3; }
  done
}

#: wants
# Ends the script, with what to do, where a variable is missing.
wants() { # NAME WHAT-IT-IS
  [ -n "${!1:-}" ] && return 0
  say "set $1: $2"
  exit 3
}

#: put
put() { printf -v "$1" '%s' "$2"; }

#: some
# Says whether there is a line at all. It reads to the end: who stops early breaks the pipe.
some() { awk 'END { exit !NR }'; }

#: fetch
# curl without anything from its surroundings; a redirect is an answer and is not followed.
fetch() { curl -q -g -sS --noproxy '*' "$@"; }

#: leave
# Whatever a script broke on, without a verdict it has shown nothing.
leave() {
  [ -z "${work:-}" ] || rm -rf "$work"
  [ -n "$decided" ] || exit 3
}

#: ask_as_driver
# Whoever drives the fake may need a token, which stands in a file: `ps` shows everybody what is typed.
ask_as_driver() {
  control_auth=()
  [ -n "${CONTROL_TOKEN:-}" ] || return 0
  printf 'Authorization: Bearer %s\n' "$CONTROL_TOKEN" >"$work/control_auth"
  control_auth=(-H "@$work/control_auth")
}

#: tidy
# Leaves the fake as it was found: no faults, no webhook held back, repeats in Nango's own time.
tidy() { # FOLDER
  local rule
  tell_fake DELETE faults
  tell_fake POST clock '{"retry_scale": 1}'
  [ -s "$1/rules" ] || return 0
  while read -r rule; do tell_fake DELETE "deliveries/hold/$rule"; done <"$1/rules"
}

#: tell_fake
# Asks the fake Nango for something that may as well fail.
tell_fake() { # METHOD PATH [JSON]
  fetch -m 10 -o "$work/told" -X "$1" -H 'Content-Type: application/json' --data-raw "${3:-}" \
    ${control_auth[@]+"${control_auth[@]}"} "$CONTROL_URL/control/$2" 2>/dev/null || true
}

#: play
# Plays a scenario in a shell of its own, so that nothing of it is left for the next: its end is $code.
play() { # FUNCTION
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
  tidy "$work/$1"
}

#: control_of
# Plays a scenario of a check without which this one means nothing.
control_of() { # FUNCTION NAME
  say "First: $2"
  play "$1"
  case $code in
    0) say '  as demanded' ;;
    104) ;;
    *)
      say "$CHECK: cannot be judged, for it means nothing where that is not so"
      exit 3
      ;;
  esac
}

#: scenario
scenario() { # FUNCTION NAME
  say "Scenario: $2"
  play "$1"
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
  decided=1
  if [ "$red" = 1 ]; then
    say "$CHECK: failed"
    exit 1
  elif [ "$grey" = 1 ] || [ "$held" = 0 ]; then
    say "$CHECK: cannot be judged"
    exit 3
  fi
  say "$CHECK: passed"
}
