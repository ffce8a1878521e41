#: ask
# A request to the backend, as somebody or as nobody: its answer is in $status and $answer.
ask() { # WHO METHOD PATH JSON [CURL OPTION...]
  local who=$1 method=$2 path=$3 json=$4 options
  shift 4
  # What a scenario adds to a request, or takes from it.
  [ -z "${bare:-}" ] || path=${path%%\?*}
  [ -z "${more_json:-}" ] || json="${json%\}}, $more_json}"
  if [ -n "${more_query:-}" ]; then
    case $path in *\?*) path="$path&$more_query" ;; *) path="$path?$more_query" ;; esac
  fi
  options=(-X "$method" -m 90 -o "$work/answer" -D "$work/headers" -w '%{http_code}'
    -A nango-conformance-script)
  if [ "$who" != nobody ]; then
    credential "$who"
    options+=(-b "$work/$who.cookies" -c "$work/$who.cookies" ${mine[@]+"${mine[@]}"})
  fi
  [ -z "$json" ] || options+=(-H "Content-Type: ${content_type:-application/json}" --data-raw "$json")
  rm -f "$work/answer"
  status=$(fetch "${options[@]}" "$@" "$BASE_URL$path") || status=000
  answer=$(cat "$work/answer" 2>/dev/null || true)
  say "  $who: $method $path -> $status"
}

#: accepted
# Says whether a status is among those declared as success; without any, whether it is a 2xx.
accepted() { # STATUS DECLARED
  if [ -z "$2" ]; then
    case $1 in 2??) return 0 ;; *) return 1 ;; esac
  fi
  case " $2 " in *" $1 "*) return 0 ;; *) return 1 ;; esac
}

#: fresh_id
fresh_id() { openssl rand -hex 13; }

#: person
# Somebody, made the first time that she is called; templates mean her from then on.
person() { # WHO
  local id=$1_id email=$1_email name=$1_name secret=$1_secret
  if [ -z "${!id:-}" ]; then
    put "$id" "$(fresh_id)"
    put "$email" "$1.$RUN.$(openssl rand -hex 4)@example.com"
    put "$name" "$1 Example"
    put "$secret" "$(openssl rand -hex 10)"
    actor_id=${!id} actor_email=${!email} actor_name=${!name} actor_secret=${!secret}
    workspace_id=$(fresh_id)
    make_person "$1"
    put "$id" "$actor_id"
    put "$secret" "$actor_secret"
    put "$1_workspace_0" "$workspace_id"
    sign_in "$1"
    [ "$1" != grace ] || join_grace
  fi
  actor_id=${!id} actor_email=${!email} actor_name=${!name} actor_secret=${!secret}
}

#: about
# What templates mean by the person, the workspace and the integration of an attempt.
about() { # WHO_ACCOUNT
  local who=${1%%_*} workspace
  person "$who"
  workspace=${who}_workspace_0
  case $1 in
    *_second)
      [ "$HAS_WORKSPACES" = 1 ] || inapplicable 'there are no workspaces'
      workspace=${who}_workspace_1
      [ -n "${!workspace:-}" ] || second_workspace "$who"
      person "$who"
      ;;
  esac
  workspace_id=${!workspace:-}
  integration "${1#*_}"
}

#: begin
# The fake as every scenario wants it, and the place in its journal where this one begins.
begin() {
  attempts='' twin_status='' twin_mark=''
  control DELETE /faults
  control POST /clock '{"retry_scale": 0.02}'
  mark
  scenario_mark=$here when=$here
}
