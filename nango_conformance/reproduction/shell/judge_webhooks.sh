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
  if flat <<<"$said" | grep -E 'redirect_statuses\.[0-9]+'$'\t''v'$'\t''30[123]$' | some; then
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
