#: has_ended
# Nango was asked to delete the connection and for nothing else after that, and the link is gone.
has_ended() { # WHO_ACCOUNT
  local connection=$1_connection
  about "$1"
  deleted_at_nango "${!connection}"
  awk -F '\t' -v id="${!connection}" '$1 == "active" && ($2 == id || $2 == "") { bad = 1 } END { exit bad }' \
    "$work/$1.at_once" || fail 'nothing active as soon as the disconnect is answered' 'it is'
  await "$1" "$ACTIVATION_S" none_left "${!connection}" || fail 'the link to be gone' "$(told)"
  accepted "$ended_status" "$DISCONNECT_SUCCESS" ||
    say "  note: a disconnect that took effect was answered with $ended_status"
}

#: deleted_at_nango
# Waits until Nango has deleted the connection, or the time is over.
deleted_at_nango() { # CONNECTION
  local end=$((SECONDS + ACTIVATION_S)) seen
  while :; do
    calls "$when"
    if deletion_of "$1" >/dev/null || [ "$SECONDS" -ge "$end" ]; then break; fi
    sleep 0.2
  done
  settle
  calls "$when"
  if ! deletion_of "$1" >/dev/null; then
    seen=$(awk -F '\t' -v id="$1" '$2 == "DELETE" && $5 == id { print $3 " of " $6 " -> " $4 }' "$work/calls")
    case $seen/$ended_status in
      /000) cannot 'the backend did not answer the disconnect' ;;
      /404 | /405 | /501) cannot "the disconnect was answered with $ended_status: is [disconnect] the right route?" ;;
    esac
    fail "Nango to be asked to delete $1 of $integration_nango_id" "${seen:-no such request}"
  fi
  seen=$(awk -F '\t' -v id="$1" -v from="$(deletion_of "$1")" \
    '$1 + 0 > from + 0 && $5 == id && $2 != "DELETE" && !seen++ { print $2 " " $3 }' "$work/calls")
  [ -z "$seen" ] || fail "no further request for $1" "$seen"
}

#: deletion_of
# The number of the first call that deleted a connection of this integration, or found it gone.
deletion_of() { # CONNECTION
  awk -F '\t' -v id="$1" -v of="$integration_nango_id" '
    $2 == "DELETE" && $5 == id && $6 == of && ($4 ~ /^2/ || $4 == 400) && !done++ { print $1 }
    END { exit !done }' "$work/calls"
}

#: none_left
# No living link has this connection; an active one that shows no id may well be it.
none_left() { # CONNECTION
  awk -F '\t' -v id="$1" '($1 != "gone" && $2 == id) || ($1 == "active" && $2 == "") { bad = 1 } END { exit bad }' \
    "$work/links"
}
