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
  awk -F '\t' 'FILENAME == ARGV[1] { if ($1 != "") no[$1] = 1; next } ($2 in no) { found = 1 } END { exit found }' \
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
  wrong=$(awk -F '\t' -v id="${!connection}" 'FILENAME == ARGV[1] { other[$1] = 1; next }
    $5 != "-" && $5 != id && !($5 in other) { print $2 " " $3 " names " $5 }' "$work/others" "$work/calls")
  [ -z "$wrong" ] || fail "calls that name ${!connection}" "$wrong"
  wrong=$(awk -F '\t' -v id="${!connection}" '$5 == id { n++; if ($4 < 400) good++; last = $2 " " $3 " -> " $4 }
    END { if (n && !good) print last }' "$work/calls")
  [ -z "$wrong" ] || fail "a call about ${!connection} that Nango takes" "$wrong"
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
