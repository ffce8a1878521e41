#: holds_nangos_token
holds_nangos_token() { # WHO_ACCOUNT
  local given=$1_given link=$1_link got=$1_status
  accepted "${!got}" "$CONNECT_SUCCESS" || fail 'a declared success status' "${!got}"
  [ -s "$work/$1.sessions" ] || fail 'the token of a session that Nango issued for this call' 'no session was asked for'
  [ -z "$CONNECT_TOKEN" ] || cut -f 1 "$work/$1.sessions" | grep -xF -e "${!given:-nothing}" | some ||
    fail "Nango's token at $CONNECT_TOKEN of the answer" "something else there, or nothing"
  [ -z "$CONNECT_LINK" ] || cut -f 2 "$work/$1.sessions" | grep -xF -e "${!link:-nothing}" | some ||
    fail "Nango's link at $CONNECT_LINK of the answer" "something else there, or nothing"
}

#: one_session
one_session() { # WHO_ACCOUNT
  local from=$1_mark made
  calls "${!from}"
  made=$(awk -F '\t' '$2 == "POST" && $3 ~ /^\/connect\/sessions(\/reconnect)?$/' "$work/calls")
  [ "$(grep -c . <<<"$made" || true)" = 1 ] || fail 'exactly one session request' "${made:-none}"
  [ "$(cut -f 4 <<<"$made")" = 201 ] && [ -s "$work/$1.sessions" ] || fail 'a session request that Nango grants' "$made"
  plain "$(cut -f 4 "$work/$1.sessions")" | flat | grep -E '^(tags|end_user)' | some ||
    fail 'an attribution in tags or end_user' 'neither'
}

#: named_in_session
# The session that she holds names her at a declared place.
named_in_session() { # WHO_ACCOUNT PLACE TEMPLATE
  local name=$1_token wanted found
  [ -n "${!name}" ] || cannot 'no session was issued, so it names nobody'
  about "$1"
  wanted=$(fill "$3")
  found=$(plain "$(awk -F '\t' -v token="${!name}" '$1 == token { print $4 }' "$work/$1.sessions")" | field "$2")
  [ "$found" = "$wanted" ] || fail "$wanted at $2 of the session request" "${found:-nothing}"
}

#: session_allows_only
session_allows_only() { # WHO_ACCOUNT
  local name=$1_token may
  [ -n "${!name}" ] || cannot 'no session was issued, so it allows nothing'
  about "$1"
  may=$(awk -F '\t' -v token="${!name}" '$1 == token { print $3 }' "$work/$1.sessions")
  [ "$may" = "$integration_nango_id" ] || fail "allowed_integrations [\"$integration_nango_id\"]" "$may"
}

#: nango_refused
nango_refused() {
  [ "$outcome" != connected ] || fail 'a session that is good for one integration' 'the other connected'
  case $detail in *integration_not_allowed*) ;; *) cannot "Nango refused for another reason: $detail" ;; esac
}

#: modal_opened
modal_opened() { # WHO_ACCOUNT
  local code wanted shown token_name=$1_token
  code=$(field status <<<"$visit")
  [ "$code" = 200 ] || fail 'a token that opens the modal' "Nango answers $code"
  wanted=$(plain "$(awk -F '\t' -v token="${!token_name}" '$1 == token { print $4 }' "$work/$1.sessions")" | field end_user.id)
  shown=$(field session.data.endUser.id <<<"$visit")
  [ -z "$wanted" ] || [ "$shown" = "$wanted" ] || fail "the modal of $wanted" "the modal of ${shown:-nobody}"
  about "$1"
  flat <<<"$visit" | awk -F '\t' -v id="$integration_nango_id" '
    $1 ~ /^integrations[.]data[.][0-9]+[.]unique_key$/ && $3 == id { found = 1 } END { exit !found }' ||
    fail "$integration_nango_id offered in the modal" 'others'
}

#: start_refused
start_refused() {
  local given=''
  [ "$status" != 000 ] || cannot 'the backend did not answer'
  [ -z "$CONNECT_TOKEN" ] || given=$(field "$CONNECT_TOKEN" <<<"$answer")
  [ -n "$given" ] || [ -z "$CONNECT_LINK" ] || given=$(field "$CONNECT_LINK" <<<"$answer")
  [ -z "$given" ] || fail 'no token for a stranger' "status $status and a token"
}

#: no_session
no_session() {
  sessions "$when"
  [ ! -s "$work/sessions" ] || fail 'no session at Nango' "$(cut -f 4 "$work/sessions")"
}

#: nothing_outside
# Every session of the start names a workspace of her own.
nothing_outside() { # WHO_ACCOUNT PLACE
  local who=${1%%_*} first=${1%%_*}_workspace_0 second=${1%%_*}_workspace_1 got=$1_status given=$1_given link=$1_link
  local token request named
  [ "${!got}" != 000 ] || cannot 'the backend did not answer'
  while IFS=$'\t' read -r token _ _ request; do
    [ -n "$2" ] || cannot 'it is not declared where a session names the workspace'
    named=$(plain "$request" | field "$2")
    [ -n "$named" ] && { [ "$named" = "${!first:-}" ] || [ "$named" = "${!second:-}" ]; } ||
      fail "a session for one of $who's own workspaces, or none" "one that names $named"
  done <"$work/$1.sessions"
  [ -s "$work/$1.sessions" ] || [ -z "${!given}${!link}" ] || fail 'no token without a session' "status ${!got} and a token"
}

#: never_names
# No session that she obtained holds the id or the address of another, or what else is named.
never_names() { # WHO_ACCOUNT VICTIM [WHAT...]
  local got=$1_status who=$1 victim=$2 what name wanted
  shift 2
  [ "${!got}" != 000 ] || cannot 'the backend did not answer'
  for what in id email "$@"; do
    name=${victim}_$what
    wanted=${!name:-}
    [ -n "$wanted" ] || continue
    plain "$(plain "$(cut -f 4 "$work/$who.sessions")" | flat)" |
      awk -F '\t' -v of="$wanted" '$2 == "s" && $3 "" == of "" { found = 1 } END { exit found }' ||
      fail "a session in ${who%%_*}'s own name" "one that names $wanted"
  done
}

#: told_of_failure
told_of_failure() { # WHO_ACCOUNT
  local got=$1_status given=$1_given link=$1_link
  control GET /faults
  flat <<<"$said" | awk -F '\t' '$1 ~ /\.met$/ && $3 + 0 > 0 { met = 1 } END { exit !met }' ||
    cannot "the backend did not ask Nango, so Nango's failure was not met"
  [ "${!got}" != 000 ] || fail 'an answer to the user' 'none'
  [ -z "${!given}${!link}" ] || fail 'no token when Nango gave none' 'a token'
  if accepted "${!got}" "$CONNECT_SUCCESS"; then fail 'an answer that says so' "status ${!got}"; fi
}

#: not_blamed
not_blamed() { # WHO_ACCOUNT
  local got=$1_status
  case ${!got} in 401 | 403) fail 'neither 401 nor 403 to a user who did nothing wrong' "${!got}" ;; esac
}

#: told_of_mistake
told_of_mistake() {
  start_refused
  if shows_trace "$answer"; then fail 'no stack trace' "status $status and a stack trace"; fi
  case $status in 4?? | 3??) ;; *) fail 'a 4xx for a request that is wrong' "status $status" ;; esac
}

#: answered_at_all
answered_at_all() {
  case $status in 000) cannot 'the backend did not answer' ;; 5??) fail "a success or a client's error" "status $status" ;; esac
}

#: nothing_smuggled
# No request to Nango holds what the browser added.
nothing_smuggled() { # WHAT
  local seen
  [ "$status" != 000 ] || cannot 'the backend did not answer'
  settle
  control GET "/journal?since=$when&kind=api"
  seen=$(flat <<<"$said" | awk -F '\t' -v what="$1" '$1 ~ /[.]data[.](body|query)$/ && index($3, what) { print $3 }')
  [ -z "$seen" ] || fail 'nothing that the browser added in a request to Nango' "$seen"
}

#: not_kept
# The answer with the token says that nobody may keep it.
not_kept() { # WHO_ACCOUNT
  local got=$1_status
  accepted "${!got}" "$CONNECT_SUCCESS" || cannot "there is no answer with a token: ${!got}"
  grep -qi '^cache-control:.*no-store' "$work/headers" || fail 'Cache-Control with no-store' 'none'
  if grep -qi '^etag:' "$work/headers"; then fail 'no ETag' 'one'; fi
}
