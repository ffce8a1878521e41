#: control
# Asks the fake Nango to do something, or what it has seen: the answer is in $said.
control() { # METHOD PATH [JSON]
  local code options=(-X "$1" -m 90 -o "$work/said" -w '%{http_code}')
  [ -z "${3:-}" ] || options+=(-H 'Content-Type: application/json' --data-raw "$3")
  code=$(fetch "${options[@]}" ${control_auth[@]+"${control_auth[@]}"} "$CONTROL_URL/control$2") ||
    cannot "the fake Nango does not answer at $CONTROL_URL"
  said=$(cat "$work/said")
  case $code in 2*) ;; *) cannot "the fake Nango refused $1 $2: $code $said" ;; esac
}

#: mark
# The place in the fake's journal from which everything is new, in $here.
mark() {
  control GET /mark
  here=$(field mark <<<"$said")
}

#: settle
# Returns when Nango has nothing to deliver and all has been quiet for a while.
settle() { # [MILLISECONDS]
  mark
  control GET "/journal?since=$here&kind=delivery&wait=settled&quiet_ms=${1:-$QUIET_MS}&timeout_ms=20000"
  case $said in *'"settled": true'*) ;; *) cannot "traffic did not come to rest" ;; esac
}

#: sessions
# The sessions that Nango gave a backend since a mark: token, link, what they allow, and the request.
sessions() { # MARK
  control GET "/journal?since=$1&kind=session,api"
  flat <<<"$said" | awk -F '\t' '
    $1 ~ /^events\./ {
      split($1, part, "."); i = part[2]; at = substr($1, length("events." i) + 2)
      if (!(i in seen)) { seen[i] = 1; order[++n] = i }
      value[i, at] = $3; type[i, at] = $2
      if (at ~ /^data\.allowed_integrations\.[0-9]+$/) may[i] = may[i] (may[i] == "" ? "" : ",") $3
    }
    END {
      for (a = 1; a <= n; a++) {
        i = order[a]; token = value[i, "data.token"]
        if (value[i, "kind"] != "session") continue
        for (b = 1; b <= n; b++) {
          j = order[b]
          if (value[j, "kind"] == "api" && index(value[j, "data.answer"], token))
            if (value[j, "data.method"] == "POST" && value[j, "data.path"] ~ /^\/connect\/sessions/)
              print token "\t" value[i, "data.connect_link"] "\t" \
                (type[i, "data.allowed_integrations"] == "z" ? "everything" : may[i]) "\t" value[j, "data.body"]
        }
      }
    }' >"$work/sessions"
}

#: calls
# The requests of backends to Nango since a mark, one a line in $work/calls:
# number, method, path, status, the connection that is named, the integration.
calls() { # MARK
  control GET "/journal?since=$1&kind=api"
  flat <<<"$said" | awk -F '\t' '
    function said_in(text, name,   found) {
      if (!match(text, "\\\\\"" name "\\\\\": *\\\\\"[^\"\\\\]*")) return ""
      found = substr(text, RSTART, RLENGTH); sub(/.*"/, "", found); return found
    }
    function asked(text, name,   found) {
      if (!match(text, "(^|&)" name "=[^&]*")) return ""
      found = substr(text, RSTART, RLENGTH); sub(/^[^=]*=/, "", found); return found
    }
    function decoded(text,   out, at) {
      while ((at = index(text, "%")) && substr(text, at + 1, 2) ~ /^[0-9A-Fa-f][0-9A-Fa-f]$/) {
        out = out substr(text, 1, at - 1) sprintf("%c", value_of(substr(text, at + 1, 1)) * 16 + value_of(substr(text, at + 2, 1)))
        text = substr(text, at + 3)
      }
      return out text
    }
    function value_of(digit) { return index("0123456789abcdef", tolower(digit)) - 1 }
    function shown(text) { return text == "" ? "-" : text }
    function tell(   named, of) {
      if (seq == "" || played == "true" || auth == "connect_session") return
      named = path
      if (!sub(/^\/connections?\//, "", named) || named == "metadata") named = ""
      sub(/\/$/, "", named)
      named = decoded(named)
      if (named == "") named = head["connection-id"]
      if (named == "") named = said_in(body, "connection_id")
      if (named == "") named = decoded(asked(query, "connection_id"))
      if (named == "") named = decoded(asked(query, "connectionId"))
      of = head["provider-config-key"]
      if (of == "") of = said_in(body, "provider_config_key")
      if (of == "") of = decoded(asked(query, "provider_config_key"))
      print seq "\t" method "\t" path "\t" status "\t" shown(named) "\t" shown(of)
    }
    $1 ~ /^events\./ {
      split($1, part, "."); at = substr($1, length("events." part[2]) + 2)
      if (part[2] != i) { tell(); i = part[2]; seq = played = auth = body = query = ""; split("", head) }
      if (at == "seq") seq = $3
      if (at == "data.played") played = $3
      if (at == "data.auth") auth = $3
      if (at == "data.method") method = $3
      if (at == "data.path") path = $3
      if (at == "data.query") query = $3
      if (at == "data.body") body = $3
      if (at == "data.status") status = $3
      if (at ~ /^data\.headers\.[0-9]+\.0$/) name = tolower($3)
      if (at ~ /^data\.headers\.[0-9]+\.1$/) head[name] = $3
    }
    END { tell() }' >"$work/calls"
}

#: hooks
# Deliveries of webhooks in an answer of the fake, one a line in $work/hooks:
# id, state, status of the last attempt, type, operation, success, connection.
hooks() {
  flat <<<"$said" | awk -F '\t' '
    function tell() { if (v["id"] != "") print v["id"] "\t" v["state"] "\t" (status == "" ? "000" : status) "\t" \
      v["event.type"] "\t" v["event.operation"] "\t" v["event.success"] "\t" v["connection"] }
    /^deliver(y|ies)[.]/ {
      one = $1; at = $1
      if (sub(/^deliveries\.[0-9]+\./, "", at)) sub(/^deliveries\./, "", one); else sub(/^delivery\./, "", at)
      sub(/\..*/, "", one)
      if (one != now) { tell(); now = one; status = ""; split("", v) }
      v[at] = $2 == "z" ? "" : $3
      if (at ~ /^attempts\.[0-9]+\.status$/) status = $2 == "z" ? "000" : $3
    }
    END { tell() }' >"$work/hooks"
}

#: take_hook
# Remembers what became of the first delivery in $work/hooks.
take_hook() {
  IFS=$'\t' read -r hook_id hook_state hook_status _ <"$work/hooks" || cannot "Nango sent no webhook"
  hook_answer=$(flat <<<"$said" | awk -F '\t' '$1 ~ /attempts\.[0-9]+\.answer$/ { last = $3 } END { print last }')
}

#: webhook_of
# Waits for Nango's own webhook about a connection, and remembers what became of it.
webhook_of() { # MARK CONNECTION OPERATION
  local end=$((SECONDS + 60))
  while :; do
    control GET "/deliveries?since=$1&connection=$(urlencoded "$2")"
    hooks
    awk -F '\t' -v operation="$3" '$5 == operation && !seen++' "$work/hooks" >"$work/mine"
    mv "$work/mine" "$work/hooks"
    if [ -s "$work/hooks" ]; then
      take_hook
      [ "$hook_state" = pending ] || break
    fi
    [ "$SECONDS" -lt "$end" ] || cannot "Nango made no webhook for the connection"
    sleep 0.1
  done
  say "  Nango's webhook ($3) was answered with $hook_status"
  [ "$hook_status" != 429 ] || cannot "the backend takes no more webhooks for now (429)"
}
