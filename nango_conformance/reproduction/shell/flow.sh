#: start
# Somebody asks her backend for a token; what came of it is remembered under WHO_ACCOUNT.
start() { # WHO_ACCOUNT [CURL OPTION...]
  local key=$1
  shift
  about "$key"
  mark
  put "${key}_mark" "$here"
  call_connect "${key%%_*}" "$@"
  remember_start "$key"
}

#: start_oddly
# Somebody sends what no frontend of the backend sends.
start_oddly() { # WHO_ACCOUNT BODY [CURL OPTION...]
  about "$1"
  mark
  when=$here
  call_connect_with "${1%%_*}" "${@:2}"
}

#: remember_start
remember_start() { # WHO_ACCOUNT
  local key=$1 from=${1}_mark
  put "${key}_status" "$status"
  put "${key}_given" "$([ -z "$CONNECT_TOKEN" ] || field "$CONNECT_TOKEN" <<<"$answer")"
  put "${key}_link" "$([ -z "$CONNECT_LINK" ] || field "$CONNECT_LINK" <<<"$answer")"
  sessions "${!from}"
  cp "$work/sessions" "$work/$key.sessions"
  local given=${key}_given link=${key}_link
  put "${key}_token" "$(awk -F '\t' -v token="${!given}" -v link="${!link}" \
    '($1 == token || $2 == link) && !seen++ { print $1 }' "$work/sessions")"
  put "${key}_connection" ''
  case " $attempts " in *" $key "*) ;; *) attempts="$attempts $key" ;; esac
}

#: token_of
# The token to go on with, in $token.
token_of() { # WHO_ACCOUNT
  local name=$1_token from=$1_status
  token=${!name}
  [ -n "$token" ] || cannot "${1%%_*} has no token of Nango's (her start was answered with ${!from})"
}

#: have_started
have_started() { # WHO_ACCOUNT
  start "$1"
  token_of "$1"
}

#: approve
# She agrees at the provider, and Nango makes a connection.
approve() { # WHO_ACCOUNT
  token_of "$1"
  about "$1"
  control POST /people/approve \
    "{\"session_token\": \"$token\", \"integration\": $(quoted "$integration_nango_id")}"
  [ "$(field outcome <<<"$said")" = connected ] || cannot "the authorisation ended otherwise: $said"
  put "$1_connection" "$(field connection_id <<<"$said")"
}

#: report
# Her browser tells the backend of the connection, where the backend wants that.
report() { # WHO_ACCOUNT
  local connection=$1_connection
  about "$1"
  connection_id=${!connection}
  call_finalise "${1%%_*}"
}

#: authorise
# She agrees, the webhook comes, and her browser reports back.
authorise() { # WHO_ACCOUNT
  local from=$1_mark connection=$1_connection
  approve "$1"
  webhook_of "${!from}" "${!connection}" creation
  put "$1_hook" "$hook_id"
  put "$1_hook_state" "$hook_state"
  report "$1"
}

#: connect
# The whole flow.
connect() { # WHO_ACCOUNT
  [ -z "$attempts" ] || settle $((QUIET_MS * 8 < 2000 ? QUIET_MS * 8 : 2000))
  start "$1"
  authorise "$1"
}

#: have_connected
# The whole flow as a state to build on: without an active link it is none.
have_connected() { # WHO_ACCOUNT
  local connection=$1_connection
  connect "$1"
  await "$1" "$ACTIVATION_S" one_active "${!connection}" || cannot "she could not be connected: $(told)"
  cp "$work/links" "$work/$1.before"
  put "$1_row" "$(awk -F '\t' -v id="${!connection}" '$2 == id && !seen++ { print $3 }' "$work/links")"
}

#: links
# What the backend shows of an attempt's links: state, connection id, row, and its own word, a line each.
links() { # WHO_ACCOUNT
  about "$1"
  connection_id='' connection_row=''
  call_status "${1%%_*}"
  case $status in
    404 | 410)
      : >"$work/links"
      return 0
      ;;
  esac
  accepted "$status" "$STATUS_SUCCESS" || cannot "${1%%_*} cannot read her own links: $status"
  select_links
}

#: told
told() {
  awk -F '\t' '{ print s $4 " (connection id " $2 ")"; s = ", " } END { if (!NR) print "no link" }' \
    "$work/links" | tr -d '\n'
}

#: await
# Reads the links until they are so, or the time is over; there is no waiting for what Nango gave up.
await() { # WHO_ACCOUNT SECONDS CONDITION [ARGUMENT...]
  local key=$1 limit=$2 state=$1_hook_state
  shift 2
  [ "${!state:-}" != failed ] || limit=1
  local end=$((SECONDS + limit))
  while :; do
    links "$key"
    if "$@"; then return 0; fi
    [ "$SECONDS" -lt "$end" ] || return 1
    sleep 0.1
  done
}

#: any_active
any_active() { awk -F '\t' '$1 == "active" { n++ } END { exit !n }' "$work/links"; }

#: one_active
# One link is active, and it holds this connection.
one_active() { # CONNECTION
  awk -F '\t' -v id="$1" '$1 == "active" { n++; if ($2 == id) hers++ } END { exit !(n == 1 && hers == 1) }' \
    "$work/links"
}

#: as_before
# State, connection id, row and number of the links that are not gone are what they were.
as_before() { # FILE
  [ "$(lasting <"$1")" = "$(lasting <"$work/links")" ]
}

#: lasting
lasting() { awk -F '\t' '$1 != "gone" { print $1 "\t" $2 "\t" $3 }' | sort; }

#: instead
# She agrees; the genuine webhook is held back, and a variant of it arrives in its place.
instead() { # WHO_ACCOUNT COMMAND [ARGUMENT...]: the command finds the body in $body, the delivery in $genuine
  local key=$1 rule from=$1_mark connection=$1_connection
  shift
  mark
  when=$here
  token_of "$key"
  control POST /deliveries/hold "{\"session_token\": \"$token\"}"
  rule=$(field rule <<<"$said")
  approve "$key"
  settle
  control GET "/deliveries?since=${!from}&connection=$(urlencoded "${!connection}")&state=held"
  genuine=$(field deliveries.0.id <<<"$said")
  [ -n "$genuine" ] || cannot 'Nango made no webhook for the connection'
  body=$work/body
  plain "$(flat <<<"$said" | awk -F '\t' '$1 == "deliveries.0.body" && !seen++ { print $3 }')" >"$body"
  "$@"
  control DELETE "/deliveries/hold/$rule"
}

#: followed
# What the variant did is looked at; then its twin arrives, the genuine webhook, which must be accepted.
followed() { # WHO_ACCOUNT
  local from=$1_mark connection=$1_connection forged_status=$hook_status forged_answer=$hook_answer
  settle
  links "$1"
  cp "$work/links" "$work/$1.untwinned"
  mark
  twin_mark=$here
  control POST /deliveries/release "{\"ids\": [\"$genuine\"]}"
  webhook_of "${!from}" "${!connection}" creation
  twin_status=$hook_status
  put "$1_hook" "$hook_id"
  put "$1_hook_state" "$hook_state"
  report "$1"
  hook_status=$forged_status hook_answer=$forged_answer
}

#: believed
# The variant is as good as the genuine webhook, which is lost.
believed() { # WHO_ACCOUNT
  control POST "/deliveries/$genuine/drop"
  report "$1"
}

#: twin_accepted
twin_accepted() {
  [ -z "$twin_status" ] || accepted "$twin_status" "$WEBHOOK_ACCEPT" ||
    cannot "the genuine webhook after it was not accepted either: $twin_status"
}

#: refuse_at_provider
refuse_at_provider() { # WHO_ACCOUNT
  local from=$1_mark
  token_of "$1"
  about "$1"
  mark
  when=$here
  control POST /people/deny "{\"session_token\": \"$token\", \"integration\": $(quoted "$integration_nango_id")}"
  [ "$(field outcome <<<"$said")" = refused ] || cannot "the refusal ended otherwise: $said"
  settle
  control GET "/deliveries?since=${!from}"
  hooks
  awk -F '\t' '$6 == "false" { last = $0 } END { if (last != "") print last }' "$work/hooks" >"$work/mine"
  mv "$work/mine" "$work/hooks"
  take_hook
  say "  Nango's webhook (a refusal) was answered with $hook_status"
}

#: abandon
abandon() { # WHO_ACCOUNT
  token_of "$1"
  about "$1"
  mark
  when=$here
  control POST /people/abandon "{\"session_token\": \"$token\", \"integration\": $(quoted "$integration_nango_id")}"
}

#: emit
# Nango sends a webhook of another kind, rightly signed.
emit() { # WHO_ACCOUNT NAME MORE-JSON [nobody]
  local connection=$1_connection
  about "$1"
  settle $((QUIET_MS * 8 < 2000 ? QUIET_MS * 8 : 2000))
  mark
  when=$here
  local id=${!connection}
  [ "${4:-}" != nobody ] || id=''
  control POST /events "{\"name\": $(quoted "$2"), \"integration\": $(quoted "$integration_nango_id")${id:+, \"connection_id\": $(quoted "$id")}$3}"
  hooks
  take_hook
  say "  Nango's webhook ($2) was answered with $hook_status"
}

#: repeat
# The same bytes arrive again.
repeat() { # WHO_ACCOUNT [SECONDS LATER]
  local name=$1_hook
  [ -n "${!name:-}" ] || cannot 'there is no webhook to repeat'
  if [ -n "${2:-}" ]; then
    control POST /clock "{\"advance_s\": $2}"
    settle
  fi
  control POST "/deliveries/${!name}/repeat" '{"times": 1}'
  hooks
  take_hook
  say "  the same webhook again was answered with $hook_status"
}

#: authorise_both
# Two people agree, and their webhooks arrive in an order of ours.
authorise_both() { # WHO_ACCOUNT WHO_ACCOUNT same|reversed|together
  local key rules='' ids='' id from connection rule
  for key in "$1" "$2"; do
    token_of "$key"
    control POST /deliveries/hold "{\"session_token\": \"$token\"}"
    rules="$rules $(field rule <<<"$said")"
  done
  approve "$1"
  approve "$2"
  settle
  for key in "$1" "$2"; do
    from=${key}_mark connection=${key}_connection
    control GET "/deliveries?since=${!from}&connection=$(urlencoded "${!connection}")&state=held"
    id=$(field deliveries.0.id <<<"$said")
    [ -n "$id" ] || cannot 'Nango made no webhook for the connection'
    if [ "$3" = same ]; then ids="${ids:+$ids, }\"$id\""; else ids="\"$id\"${ids:+, $ids}"; fi
  done
  for rule in $rules; do control DELETE "/deliveries/hold/$rule"; done
  control POST /deliveries/release "{\"ids\": [$ids], \"at_once\": $([ "$3" = together ] && echo true || echo false)}"
  for key in "$1" "$2"; do
    from=${key}_mark connection=${key}_connection
    webhook_of "${!from}" "${!connection}" creation
    put "${key}_hook_state" "$hook_state"
    report "$key"
  done
}

#: break_connection
break_connection() { # WHO_ACCOUNT
  local connection=$1_connection
  [ "$KNOWS_BROKEN" = 1 ] || return 0
  about "$1"
  control POST "/connections/$(urlencoded "${!connection}")/break?integration=$(urlencoded "$integration_nango_id")"
  settle
}

#: reauthorise
# Nango authorises a connection anew under its old id, and says "override".
reauthorise() { # WHO_ACCOUNT [named]
  local connection=$1_connection from name=''
  about "$1"
  mark
  from=$here
  [ "${2:-}" != named ] || name=$(attribution_of "$1")
  control POST /people/reauthorise \
    "{\"connection_id\": $(quoted "${!connection}"), \"integration\": $(quoted "$integration_nango_id")$name}"
  [ "$(field outcome <<<"$said")" = connected ] || cannot "the authorisation ended otherwise: $said"
  webhook_of "$from" "${!connection}" override
}

#: attribution_of
# The end user and the tags of the session request, as more members of a JSON object.
attribution_of() { # WHO_ACCOUNT
  local request name object
  request=$(plain "$(awk -F '\t' '!seen++ { print $4 }' "$work/$1.sessions")")
  for name in end_user tags; do
    object=$(member "$name" "$request")
    [ -z "$object" ] || printf ', "%s": %s' "$name" "$object"
  done
}

#: member
# A member of a JSON object as it is written there.
member() { # NAME JSON
  { LC_ALL=C grep -oE '"([^"\\]|\\.)*"|[][{}:,]|[^][{}:,"[:space:]]+' <<<"$2" || true; } | awk -v name="\"$1\"" '
    taking { text = text $0 }
    /^[{[]$/ { depth++ }
    /^[]}]$/ { depth-- }
    taking && depth == 1 && !/^[,:]$/ { exit }
    found && $0 == ":" { taking = 1; found = 0; next }
    depth == 1 && $0 == name { found = 1; next }
    { found = 0 }
    END { print text }'
}

#: nango_fails
nango_fails() { # NAME ANSWER
  control POST /faults "{\"name\": $(quoted "$1"), \"endpoint\": \"POST /connect/sessions\", \"answer\": $2, \"times\": 100}"
}

#: start_in_vain
start_in_vain() { # WHO_ACCOUNT NAME ANSWER
  local name=$1_token
  nango_fails "$2" "$3"
  start "$1"
  control DELETE /faults
  [ -z "${!name}" ] || cannot 'she got a token although Nango gave none'
}

#: try_integration
try_integration() { # WHO_ACCOUNT INTEGRATION
  token_of "$1"
  mark
  control POST /people/approve "{\"session_token\": \"$token\", \"integration\": $(quoted "$2")}"
  outcome=$(field outcome <<<"$said") detail=$said
}

#: start_as_stranger
start_as_stranger() { # WHO_ACCOUNT [CURL OPTION...]
  about "$1"
  shift
  mark
  when=$here
  call_connect nobody "$@"
}

#: start_elsewhere
# She names a workspace that is not hers, with the credential of where she belongs.
start_elsewhere() { # WHO_ACCOUNT WORKSPACE
  about "$1"
  home_workspace=$workspace_id workspace_id=$2
  mark
  put "$1_mark" "$here"
  call_connect "${1%%_*}"
  home_workspace=''
  remember_start "$1"
}

#: open_modal
# The Connect UI presents to Nango what the backend handed out.
open_modal() { # WHO_ACCOUNT
  token_of "$1"
  about "$1"
  control POST /people/open "{\"session_token\": \"$token\", \"integration\": $(quoted "$integration_nango_id")}"
  visit=$said
}

#: pick_links
# The rows of an answer, mapped to the words of the check: state, connection id, row, their own word.
pick_links() { # STATE-PLACE ID-PLACE ROW-PLACE
  LINKS_STATES=$LINK_STATES awk -F '\t' -v said="$1" -v id="$2" -v row="$3" '
    function shown(i, at) { return type[i, at] == "z" ? "" : value[i, at] }
    BEGIN {
      base = ENVIRON["LINKS_AT"]; many = ENVIRON["LINKS_ARE"] == "many"
      n = split(ENVIRON["LINKS_WHERE"], where, "\n")
      m = split(ENVIRON["LINKS_STATES"], pair, "\n")
      for (a = 1; a <= m; a++) { split(pair[a], half, "="); state[tolower(half[1])] = half[2] }
    }
    {
      at = $1
      if (base != "") { if (index(at, base ".") != 1) next; at = substr(at, length(base) + 2) }
      i = "row"
      if (many) { i = at; sub(/\..*/, "", i); at = substr(at, length(i) + 2) }
      if (!(i in seen)) { seen[i] = 1; order[++rows] = i }
      value[i, at] = $3; type[i, at] = $2
    }
    END {
      for (a = 1; a <= rows; a++) {
        i = order[a]; right = 1
        for (b = 1; b <= n; b++) {
          cut = index(where[b], "="); at = substr(where[b], 1, cut - 1)
          if (type[i, at] != "s" || value[i, at] != substr(where[b], cut + 1)) right = 0
        }
        word = shown(i, said)
        if (right) print (said == "" ? "active" : (tolower(word) in state) ? state[tolower(word)] : "other") "\t" \
          shown(i, id) "\t" shown(i, row) "\t" (said == "" ? "there" : word)
      }
    }' >"$work/links"
}

#: disconnect
# She ends her connection, and what she is shown at once is kept.
disconnect() { # WHO_ACCOUNT
  local connection=$1_connection row=$1_row
  settle $((QUIET_MS * 8 < 2000 ? QUIET_MS * 8 : 2000))
  mark
  when=$here
  about "$1"
  connection_id=${!connection} connection_row=${!row:-}
  call_disconnect "${1%%_*}"
  links "$1"
  cp "$work/links" "$work/$1.at_once"
}
