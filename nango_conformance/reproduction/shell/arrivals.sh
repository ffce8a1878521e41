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
  printf '%s\n' "$rule" >>"$work/rules"
  approve "$key"
  settle
  control GET "/deliveries?since=${!from}&connection=$(urlencoded "${!connection}")&state=held"
  genuine=$(field deliveries.0.id <<<"$said")
  [ -n "$genuine" ] || cannot 'Nango made no webhook for the connection'
  body=$work/body
  plain "$(flat <<<"$said" | awk -F '\t' '$1 == "deliveries.0.body" && !seen++ { print $3 }')" >"$body"
  genuine_hmac=$(flat <<<"$said" | awk -F '\t' '
    $1 ~ /^deliveries[.]0[.]headers[.][0-9]+[.]0$/ && tolower($3) ~ /x-nango-hmac-sha256/ { at = substr($1, 1, length($1) - 1) "1" }
    at != "" && $1 == at && !seen++ { print $3 }')
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
    field rule <<<"$said" >>"$work/rules"
    printf '\n' >>"$work/rules"
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
