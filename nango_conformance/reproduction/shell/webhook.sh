#: hmac_of
# Nango's signature: HMAC-SHA256 over the raw bytes, in hexadecimal digits. While openssl runs,
# `ps` shows the key to whoever else is on this machine.
hmac_of() { # KEY FILE
  openssl dgst -sha256 -hmac "$1" -r <"$2" | cut -d ' ' -f 1
}

#: legacy_of
# The older signature: a plain SHA-256 of key and body.
legacy_of() { # KEY FILE
  { printf '%s' "$1" && cat "$2"; } | openssl dgst -sha256 -r | cut -d ' ' -f 1
}

#: made_up
# Digits of the right number that no key has made.
made_up() { # NAME FILE
  { printf '%s\0' "$1" && cat "$2"; } | openssl dgst -sha256 -r | cut -d ' ' -f 1
}

#: post_webhook
# Sends a body to the address of the webhook, with these headers and no others of Nango's.
post_webhook() { # FILE [CURL OPTION...]
  local file=$1
  shift
  rm -f "$work/hook_answer"
  hook_status=$(fetch -X POST -m "$WEBHOOK_S" -o "$work/hook_answer" -w '%{http_code}' -A 'nango/0.71.4' \
    -H 'Accept: application/json, text/plain, */*' -H 'Content-Type: application/json' \
    --data-binary "@$file" "$@" "$BASE_URL$WEBHOOK_PATH") || hook_status=000
  hook_answer=$(cat "$work/hook_answer" 2>/dev/null || true)
  hook_id='' hook_state=forged
  say "  somebody: POST $WEBHOOK_PATH -> $hook_status"
  [ "$hook_status" != 429 ] || cannot "the backend takes no more webhooks for now (429)"
}

#: signed
# The two headers, in the order in which Nango sends them.
signed() { # LEGACY HMAC
  signatures=(-H "X-Nango-Signature: $1" -H "X-Nango-Hmac-Sha256: $2")
}

#: forge_there
# Lets the fake send a variant of a delivery with one named defect.
forge_there() { # DELIVERY DEFECT [KEY LENGTH]
  control POST "/deliveries/$1/forge" "{\"defect\": $(quoted "$2")${3:+, \"key_length\": $3}}"
  hooks
  take_hook
  say "  Nango's webhook with the defect \"$2\" was answered with $hook_status"
  [ "$hook_status" != 429 ] || cannot "the backend takes no more webhooks for now (429)"
}

#: forge_genuine
# A variant of the webhook that is held back, by the name of its defect.
forge_genuine() { forge_there "$genuine" "$1"; }

#: forge_longer
# Makes the body longer as somebody can who saw one delivery: how long the key is has to be guessed.
forge_longer() {
  local twin length
  forge_there "$genuine" 'a longer body with a made-up signature'
  twin=$hook_status
  for length in 36 16 20 24 28 32 40 44 48 52 56 60 64; do
    forge_there "$genuine" 'a longer body' "$length"
    [ "$hook_status" = "$twin" ] || break
  done
}

#: send_unsigned
send_unsigned() { post_webhook "$body"; }

#: send_empty
send_empty() { post_webhook "$body" -H 'X-Nango-Hmac-Sha256;'; }

#: nangos_key
# Signed by another key than Nango's, a forgery that is nearly right would be just a wrong one.
nangos_key() {
  case $genuine_hmac in
    *"$(hmac_of "$NANGO_WEBHOOK_SIGNING_KEY" "$body")"*) ;;
    *) cannot 'NANGO_WEBHOOK_SIGNING_KEY is not the key by which Nango signs' ;;
  esac
}

#: send_with_key
# Signed as Nango signs, with this key.
send_with_key() { # KEY
  signed "$(legacy_of "$1" "$body")" "$(hmac_of "$1" "$body")"
  post_webhook "$body" "${signatures[@]}"
}

#: send_with_others_signature
# Both signatures are right, for a body with one space more.
send_with_others_signature() {
  nangos_key
  { cat "$body" && printf ' '; } >"$work/other_body"
  signed "$(legacy_of "$NANGO_WEBHOOK_SIGNING_KEY" "$work/other_body")" "$(hmac_of "$NANGO_WEBHOOK_SIGNING_KEY" "$work/other_body")"
  post_webhook "$body" "${signatures[@]}"
}

#: send_made_up
send_made_up() {
  signed "$(made_up X-Nango-Signature "$body")" "$(made_up X-Nango-Hmac-Sha256 "$body")"
  post_webhook "$body" "${signatures[@]}"
}

#: send_with_legacy_alone_right
send_with_legacy_alone_right() {
  nangos_key
  signed "$(legacy_of "$NANGO_WEBHOOK_SIGNING_KEY" "$body")" "$(made_up X-Nango-Hmac-Sha256 "$body")"
  post_webhook "$body" "${signatures[@]}"
}

#: send_with_wrong_legacy
send_with_wrong_legacy() {
  nangos_key
  signed "$(made_up X-Nango-Signature "$body")" "$(hmac_of "$NANGO_WEBHOOK_SIGNING_KEY" "$body")"
  post_webhook "$body" "${signatures[@]}"
}

#: send_without_legacy
send_without_legacy() {
  nangos_key
  post_webhook "$body" -H "X-Nango-Hmac-Sha256: $(hmac_of "$NANGO_WEBHOOK_SIGNING_KEY" "$body")"
}

#: send_written
# Both values are right, and written otherwise.
send_written() { # FUNCTION
  nangos_key
  signed "$("$1" "$(legacy_of "$NANGO_WEBHOOK_SIGNING_KEY" "$body")")" "$("$1" "$(hmac_of "$NANGO_WEBHOOK_SIGNING_KEY" "$body")")"
  post_webhook "$body" "${signatures[@]}"
}

#: short
short() { printf '%s' "${1:0:32}"; }

#: long
long() { printf '%s%08128d' "$1" 0; }

#: no_hex
no_hex() { printf '%064d' 0 | tr 0 z; }

#: prefixed
prefixed() { printf 'sha256=%s' "$1"; }

#: joined
joined() { printf '%064d,%s' 0 "$1"; }

#: in_front
in_front() { printf '00%s' "$1"; }

#: behind
behind() { printf '%s00' "$1"; }

#: forge_or_repeat
# Where the genuine webhook is so already, it is as good itself.
forge_or_repeat() { # DEFECT
  local code
  code=$(fetch -X POST -m 90 -o "$work/said" -w '%{http_code}' ${control_auth[@]+"${control_auth[@]}"} \
    -H 'Content-Type: application/json' --data-raw "{\"defect\": $(quoted "$1")}" \
    "$CONTROL_URL/control/deliveries/$genuine/forge") || cannot 'the fake Nango does not answer'
  case $code in 2*) said=$(cat "$work/said") ;; *) control POST "/deliveries/$genuine/repeat" '{"times": 1}' ;; esac
  hooks
  take_hook
  say "  Nango's webhook with the defect \"$1\" was answered with $hook_status"
}
