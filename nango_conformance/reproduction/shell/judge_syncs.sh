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
  awk -F '\t' 'FILENAME == ARGV[1] { other[$1] = 1; next }
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

#: not_asked_about
not_asked_about() { # WHO_ACCOUNT
  local connection=$1_connection seen
  caused "$1"
  seen=$(awk -F '\t' -v id="${!connection}" '$5 == id { print $2 " " $3 }' "$work/calls")
  [ -z "$seen" ] || fail 'no call to Nango about it' "$seen"
}
