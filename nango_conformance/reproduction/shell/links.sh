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

#: pick_links
# The rows of an answer, mapped to the words of the check: state, connection id, row, their own word.
pick_links() { # STATE-PLACE ID-PLACE ROW-PLACE
  LINKS_STATES=$LINK_STATES awk -F '\t' -v said="$1" -v id="$2" -v row="$3" '
    function shown(i, at) { return type[i, at] == "z" ? "" : value[i, at] }
    BEGIN {
      base = ENVIRON["LINKS_AT"]; single = ENVIRON["LINKS_ARE"] == "either"
      n = split(ENVIRON["LINKS_WHERE"], where, "\n")
      m = split(ENVIRON["LINKS_STATES"], pair, "\n")
      for (a = 1; a <= m; a++) { split(pair[a], half, "="); state[tolower(half[1])] = half[2] }
    }
    {
      at = $1
      if (base != "") { if (index(at, base ".") != 1) next; at = substr(at, length(base) + 2) }
      # A list has numbers for names; what is no list is one row, where one is allowed.
      i = at; sub(/\..*/, "", i)
      if (i ~ /^[0-9]+$/) at = substr(at, length(i) + 2); else if (single) i = "row"; else next
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
