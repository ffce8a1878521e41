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

#: abandon
abandon() { # WHO_ACCOUNT
  token_of "$1"
  about "$1"
  mark
  when=$here
  control POST /people/abandon "{\"session_token\": \"$token\", \"integration\": $(quoted "$integration_nango_id")}"
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
    taking && depth == 1 && !/^[,:]$/ { taking = 0; over = 1 }
    over { next }
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

#: look
# Somebody asks the status route for what the templates name, and the answer is kept to be searched.
look() { # WHO [CURL OPTION...]
  call_status "$@"
  looked=$answer looked_status=$status
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
  ended_status=$status
  links "$1"
  cp "$work/links" "$work/$1.at_once"
}
