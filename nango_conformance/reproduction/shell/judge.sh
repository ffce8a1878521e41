#: holds_nangos_token
holds_nangos_token() { # WHO_ACCOUNT
  local given=$1_given link=$1_link got=$1_status
  accepted "${!got}" "$CONNECT_SUCCESS" || fail 'a declared success status' "${!got}"
  [ -s "$work/$1.sessions" ] || fail 'the token of a session that Nango issued for this call' 'no session was asked for'
  [ -z "$CONNECT_TOKEN" ] || cut -f 1 "$work/$1.sessions" | grep -qxF -e "${!given:-nothing}" ||
    fail "Nango's token at $CONNECT_TOKEN of the answer" "something else there, or nothing"
  [ -z "$CONNECT_LINK" ] || cut -f 2 "$work/$1.sessions" | grep -qxF -e "${!link:-nothing}" ||
    fail "Nango's link at $CONNECT_LINK of the answer" "something else there, or nothing"
}

#: one_session
one_session() { # WHO_ACCOUNT
  local from=$1_mark made
  calls "${!from}"
  made=$(awk -F '\t' '$2 == "POST" && $3 ~ /^\/connect\/sessions(\/reconnect)?$/' "$work/calls")
  [ "$(grep -c . <<<"$made" || true)" = 1 ] || fail 'exactly one session request' "${made:-none}"
  [ "$(cut -f 4 <<<"$made")" = 201 ] && [ -s "$work/$1.sessions" ] || fail 'a session request that Nango grants' "$made"
  plain "$(cut -f 4 "$work/$1.sessions")" | flat | grep -qE '^(tags|end_user)' ||
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
  flat <<<"$visit" | grep -qE "^integrations\.data\.[0-9]+\.unique_key"$'\t'"s"$'\t'"$integration_nango_id\$" ||
    fail "$integration_nango_id offered in the modal" 'others'
}

#: none_active
# Nothing is active, nor was before the twin, and no id is stored of what must not be.
none_active() { # WHO_ACCOUNT
  local from=$1_mark
  if [ -n "$twin_status" ]; then
    cp "$work/$1.untwinned" "$work/links"
  else
    settle
    links "$1"
  fi
  if any_active; then fail 'no active link' "$(told)"; fi
  control GET "/deliveries?since=${!from}"
  hooks
  cut -f 7 "$work/hooks" | sort -u >"$work/must_not"
  awk -F '\t' 'NR == FNR { if ($1 != "") no[$1] = 1; next } ($2 in no) { found = 1 } END { exit found }' \
    "$work/must_not" "$work/links" || fail 'the id not to be stored' "$(told)"
  twin_accepted
}

#: hers_or_none
hers_or_none() { # WHO_ACCOUNT
  local connection=$1_connection
  if [ -n "$twin_status" ]; then
    cp "$work/$1.untwinned" "$work/links"
  else
    settle
    links "$1"
  fi
  if any_active && ! one_active "${!connection}"; then
    fail "one active link with connection id ${!connection}, or none" "$(told)"
  fi
}

#: others_known
# Connections that are somebody else's, her other ones, or an earlier story's.
others_known() { # WHO_ACCOUNT
  local key name
  control GET '/journal?since=0&kind=connection'
  flat <<<"$said" | awk -F '\t' -v before="$scenario_mark" '
    $1 ~ /\.seq$/ { seq = $3 }
    $1 ~ /\.connection$/ && seq + 0 <= before + 0 { print $3 }' >"$work/others"
  for key in $attempts; do
    name=${key}_connection
    [ "$key" = "$1" ] || [ -z "${!name}" ] || printf '%s\n' "${!name}" >>"$work/others"
  done
}

#: moving
# Of the calls those that move data, or start to, except for the connections in $work/others.
moving() {
  awk -F '\t' 'NR == FNR { other[$1] = 1; next }
    (($2 == "POST" && $3 ~ /^\/sync\/(trigger|start)\/?$/) || ($2 == "GET" && $3 ~ /^\/records\/?$/) || $3 ~ /^\/proxy\//) \
      && !($5 in other) { print $2 " " $3 " for " $5 }' "$work/others" "$work/calls"
}

#: caused
# Reads the calls that what happened last can have caused: not those of the twin, nor older ones.
caused() { # WHO_ACCOUNT
  local from=$1_mark
  settle
  calls "$((when > ${!from} ? when : ${!from}))"
  [ -n "$twin_mark" ] || return 0
  awk -F '\t' -v last="$twin_mark" '$1 + 0 <= last + 0' "$work/calls" >"$work/mine"
  mv "$work/mine" "$work/calls"
}

#: nothing_synced
nothing_synced() { # WHO_ACCOUNT
  local seen
  others_known "$1"
  caused "$1"
  seen=$(moving)
  [ -z "$seen" ] || fail 'no sync' "$seen"
  twin_accepted
}

#: acknowledged
acknowledged() {
  if [ "$PRODUCTION" = 1 ] && shows_trace "$hook_answer"; then
    fail 'an answer without a stack trace' "status $hook_status and a stack trace"
  fi
  case $hook_status in
    000) fail 'the event to be acknowledged' 'no answer' ;;
    5??) fail 'the event to be acknowledged' "status $hook_status" ;;
  esac
}

#: shows_trace
# Frames as Python, Node, the JVM, Ruby, Go and PHP print them.
shows_trace() { # TEXT
  grep -qE -e 'Traceback \(most recent call last\)|File \\?"[^"]+", line [0-9]+' \
    -e 'at (async )?([A-Za-z0-9_$.<> ]+ \()?(file://|node:|/)[^ ()]+:[0-9]+:[0-9]+' \
    -e 'at [A-Za-z0-9_$.]+\([A-Za-z0-9_]+\.(java|kt|scala):[0-9]+\)|\.rb:[0-9]+:in ' \
    -e 'goroutine [0-9]+ \[|#[0-9]+ /[^ ]+\.php\([0-9]+\)' \
    -e '/(site-packages|node_modules|dist-packages)/' <<<"$1"
}

#: hook_accepted
# A genuine webhook got a success.
hook_accepted() {
  accepted "$hook_status" "$WEBHOOK_ACCEPT" || fail 'a genuine webhook to be accepted' "status $hook_status"
}

#: answered_where_sent
answered_where_sent() { # WHO_ACCOUNT
  local name=$1_hook
  control GET "/deliveries/${!name}"
  if flat <<<"$said" | grep -qE 'redirect_statuses\.[0-9]+'$'\t''v'$'\t''30[123]$'; then
    fail 'the webhook to be answered where it was sent' 'a redirect'
  fi
  case $hook_status in 3??) fail 'the webhook to be answered where it was sent' "status $hook_status" ;; esac
}

#: refused
# The code of a refusal is secondary: what decides is that nothing changed.
refused() {
  case $hook_status in
    000) cannot 'the backend did not answer the forged webhook' ;;
    4??) ;;
    *) say "  note: a webhook that Nango did not sign was answered with $hook_status instead of a 4xx" ;;
  esac
}

#: refused_without_failing
refused_without_failing() {
  case $hook_status in 5??) fail "a refusal, and no failure of the backend's own" "status $hook_status" ;; esac
  refused
}

#: refused_like
# It is refused as its twin is that nobody signed: nothing in it was looked at.
refused_like() { # WHO_ACCOUNT DEFECT unreadable|readable
  local name=$1_hook saw=$hook_status
  [ -n "${!name:-}" ] || cannot 'Nango made no webhook to compare with'
  forge_there "${!name}" "$2"
  case $hook_status in 4??) ;; *) cannot "its twin without a signature is not refused: $hook_status" ;; esac
  [ "$saw" != 000 ] || cannot 'the backend did not answer the forged webhook'
  [ "$saw" = "$hook_status" ] && return 0
  case $3/$saw in
    */5?? | unreadable/400 | unreadable/413 | unreadable/415 | unreadable/422) return 0 ;;
  esac
  fail "the refusal that its twin gets ($hook_status)" "status $saw"
}

#: unchanged
# The connection is kept at Nango, and the link is what it was when it was made.
unchanged() { # WHO_ACCOUNT
  local from=$1_mark connection=$1_connection
  settle
  calls "${!from}"
  if awk -F '\t' -v id="${!connection}" '$2 == "DELETE" && $5 == id { found = 1 } END { exit !found }' "$work/calls"; then
    fail "${!connection} to be kept at Nango" 'a DELETE'
  fi
  await "$1" "$ACTIVATION_S" as_before "$work/$1.before" || fail 'the links as before' "$(told)"
}

#: taken_up
taken_up() { # WHO_ACCOUNT
  await "$1" "$ACTIVATION_S" any_active || fail 'the new connection to be taken up' "$(told)"
}

#: stays_active
stays_active() { # WHO_ACCOUNT
  await "$1" "$ACTIVATION_S" any_active || fail "an active link within $ACTIVATION_S s" "$(told)"
  settle
  for _ in 1 2 3; do
    links "$1"
    any_active || fail 'a link that stays active' "$(told)"
  done
}

#: connected
connected() { # WHO_ACCOUNT
  local connection=$1_connection
  [ -n "${!connection}" ] || cannot 'Nango made no connection, so there is none to hold'
  await "$1" "$ACTIVATION_S" one_active "${!connection}" || true
  settle
  links "$1"
  one_active "${!connection}" || fail "one active link with connection id ${!connection}" "$(told)"
}

#: each_connected
each_connected() {
  local key connection
  settle
  for key in $attempts; do
    connection=${key}_connection
    if [ -n "${!connection}" ]; then
      connected "$key"
    else
      links "$key"
      if any_active; then fail "nothing active for $key" "$(told)"; fi
    fi
  done
}

#: looked_at_all
looked_at_all() {
  local key
  for key in $attempts; do
    links "$key"
    cp "$work/links" "$work/$key.aside"
  done
}

#: others_unchanged
others_unchanged() { # WHO_ACCOUNT
  local key others=''
  for key in $attempts; do
    [ "$key" != "$1" ] || continue
    others=1
    links "$key"
    as_before "$work/$key.aside" || fail "$key as before" "$(told)"
  done
  [ -n "$others" ] || inapplicable 'nobody and nothing else could change'
}

#: stores_the_id
stores_the_id() { # WHO_ACCOUNT
  local from=$1_mark connection=$1_connection wrong stored
  await "$1" "$ACTIVATION_S" any_active || true
  stored=$(awk -F '\t' '$1 == "active" { print $2 }' "$work/links")
  [ "$stored" = "${!connection}" ] || fail "${!connection} stored" "$(told)"
  settle
  others_known "$1"
  calls "${!from}"
  wrong=$(awk -F '\t' -v id="${!connection}" 'NR == FNR { other[$1] = 1; next }
    $5 != "-" && $5 != id && !($5 in other) { print $2 " " $3 " names " $5 }' "$work/others" "$work/calls")
  [ -z "$wrong" ] || fail "calls that name ${!connection}" "$wrong"
  wrong=$(awk -F '\t' -v id="${!connection}" '$5 == id { n++; if ($4 < 400) good++; last = $2 " " $3 " -> " $4 }
    END { if (n && !good) print last }' "$work/calls")
  [ -z "$wrong" ] || fail "a call about ${!connection} that Nango takes" "$wrong"
}

#: starters
# Of the calls those by which a first sync begins.
starters() {
  SYNC_STARTS=$SYNC_STARTS awk -F '\t' '
    BEGIN {
      n = split(ENVIRON["SYNC_STARTS"], these, "\n")
      for (i = 1; i <= n; i++) { gsub(/[.?+()]/, "[&]", these[i]); gsub(/[*]/, ".*", these[i]) }
    }
    { for (i = 1; i <= n; i++) if (($2 " " $3) ~ ("^" these[i] "/?$")) { print; next } }' "$work/calls"
}

#: synced
# Waits until the first sync was seen, or its time is over, and reads the calls since the start.
synced() { # WHO_ACCOUNT
  local from=$1_mark connection=$1_connection end=$((SECONDS + SYNC_S))
  while :; do
    calls "${!from}"
    if starters | awk -F '\t' -v id="${!connection}" '$5 == id && $4 ~ /^2/ { found = 1 } END { exit !found }'; then break; fi
    [ "$SECONDS" -lt "$end" ] || break
    sleep 0.2
  done
  settle
  calls "${!from}"
}

#: sync_started
sync_started() { # WHO_ACCOUNT
  local connection=$1_connection
  synced "$1"
  starters | awk -F '\t' -v id="${!connection}" '$5 == id' >"$work/right"
  [ -s "$work/right" ] || fail "a first sync of ${!connection} within $SYNC_S s" "$(starters | cut -f 2-5 | tr '\t\n' ' ;')"
  awk -F '\t' '$4 ~ /^2/ { good = 1 } END { exit !good }' "$work/right" ||
    fail 'a first sync that Nango takes' "$(tail -n 1 "$work/right")"
  about "$1"
  awk -F '\t' -v of="$integration_nango_id" '$6 != "-" && $6 != of { wrong = 1 } END { exit wrong }' "$work/right" ||
    fail "a sync of $integration_nango_id" "$(cut -f 6 "$work/right" | tr '\n' ' ')"
}

#: synced_once
synced_once() { # WHO_ACCOUNT
  local connection=$1_connection n
  synced "$1"
  starters | awk -F '\t' -v id="${!connection}" '$5 == id && $4 ~ /^2/' >"$work/right"
  n=$(awk 'END { print NR }' "$work/right")
  [ "$n" -gt 0 ] || cannot 'no first sync was seen, so none was seen twice'
  if [ "$n" -gt 1 ] && grep -qv '/sync/start' "$work/right"; then
    fail 'one start of the first sync' "$n of them"
  fi
}

#: only_hers_synced
only_hers_synced() { # WHO_ACCOUNT
  local connection=$1_connection seen later
  synced "$1"
  control GET '/journal?since=0&kind=connection'
  { printf '%s\n' "${!connection}" && flat <<<"$said" | awk -F '\t' -v before="$scenario_mark" '
    $1 ~ /\.seq$/ { seq = $3 }
    $1 ~ /\.connection$/ && seq + 0 <= before + 0 { print $3 }'; } >"$work/others"
  seen=$(moving)
  [ -n "$seen" ] || return 0
  mark
  later=$here
  settle 2000
  calls "$later"
  [ -z "$(moving)" ] || cannot 'the backend syncs others on a schedule of its own'
  fail 'only the new connection to be synced' "$seen"
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
    [ "$named" = "${!first}" ] || [ "$named" = "${!second:-none}" ] ||
      fail "a session for one of $who's own workspaces, or none" "one that names $named"
  done <"$work/$1.sessions"
  [ -s "$work/$1.sessions" ] || [ -z "${!given}${!link}" ] || fail 'no token without a session' "status ${!got} and a token"
}

#: never_names
# No session that she obtained holds the id or the address of another.
never_names() { # WHO_ACCOUNT VICTIM
  local got=$1_status id=$2_id email=$2_email wanted
  [ "${!got}" != 000 ] || cannot 'the backend did not answer'
  for wanted in "${!id}" "${!email}"; do
    if cut -f 4 "$work/$1.sessions" | grep -qF "\\\"$wanted\\\""; then
      fail "a session in ${1%%_*}'s own name" "one that names $wanted"
    fi
  done
}

#: nothing_shown
# The latest answer holds none of the ids of a connection.
nothing_shown() { # WHO_ACCOUNT
  local connection=$1_connection row=$1_row id
  [ "$looked_status" != 000 ] || cannot 'the backend did not answer'
  for id in "${!connection}" "${!row:-}"; do
    if [ "${#id}" -ge 8 ] && grep -qF "$id" <<<"$looked"; then
      fail "nothing of ${1%%_*}'s" "$id in the answer"
    fi
  done
}

#: sees_her_own
sees_her_own() { # WHO_ACCOUNT
  local connection=$1_connection
  links "$1"
  grep -qF "${!connection}" <<<"$answer" || cannot 'the owner does not see her own connection either'
}

#: look
# Somebody asks the status route for what the templates name, and the answer is kept to be searched.
look() { # WHO [CURL OPTION...]
  call_status "$@"
  looked=$answer looked_status=$status
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
  [ "$status" != 000 ] || cannot 'the backend did not answer'
  start_refused
  if shows_trace "$answer"; then fail 'no stack trace' "status $status and a stack trace"; fi
  case $status in 4?? | 3??) ;; *) fail 'a 4xx for a request that is wrong' "status $status" ;; esac
}

#: not_asked_about
not_asked_about() { # WHO_ACCOUNT
  local connection=$1_connection seen
  caused "$1"
  seen=$(awk -F '\t' -v id="${!connection}" '$5 == id { print $2 " " $3 }' "$work/calls")
  [ -z "$seen" ] || fail 'no call to Nango about it' "$seen"
}

#: answered_at_all
answered_at_all() {
  case $status in 000) cannot 'the backend did not answer' ;; 5??) fail "a success or a client's error" "status $status" ;; esac
}

#: nothing_smuggled
# No request to Nango holds what the browser added.
nothing_smuggled() { # WHAT
  local seen
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

#: has_ended
# Nango was asked to delete the connection, and the link is gone.
has_ended() { # WHO_ACCOUNT
  local connection=$1_connection
  settle
  calls "$when"
  about "$1"
  awk -F '\t' -v id="${!connection}" -v of="$integration_nango_id" '
    $2 == "DELETE" && $5 == id && $6 == of && ($4 ~ /^2/ || $4 == 400 || $4 == 404) { done = 1 } END { exit !done }' \
    "$work/calls" || fail "Nango to be asked to delete ${!connection} of $integration_nango_id" 'no such request'
  awk -F '\t' -v id="${!connection}" '$1 == "active" && $2 == id { bad = 1 } END { exit bad }' "$work/$1.at_once" ||
    fail 'nothing active as soon as the disconnect is answered' 'it is'
  links "$1"
  awk -F '\t' -v id="${!connection}" '$1 != "gone" && $2 == id { bad = 1 } END { exit bad }' "$work/links" ||
    fail 'the link to be gone' "$(told)"
}
