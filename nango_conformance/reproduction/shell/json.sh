#: flat
# JSON, one line a value: its place, its kind (s, z for null, v for others) and the value as written.
flat() {
  { LC_ALL=C grep -oE '"([^"\\]|\\.)*"|[][{}:,]|[^][{}:,"[:space:]]+' || true; } | awk '
    function place(   i, p) { for (i = 1; i <= d; i++) p = p (i > 1 ? "." : "") key[i]; return p }
    /^[{]$/ { d++; kind[d] = "o"; name[d] = 1; key[d] = ""; next }
    /^[[]$/ { d++; kind[d] = "a"; key[d] = 0; next }
    /^[]}]$/ { d--; next }
    /^,$/ { if (kind[d] == "a") key[d]++; else name[d] = 1; next }
    /^:$/ { name[d] = 0; next }
    {
      type = "v"
      if ($0 ~ /^"/) { type = "s"; $0 = substr($0, 2, length($0) - 2) } else if ($0 == "null") type = "z"
      if (kind[d] == "o" && name[d]) key[d] = $0; else print place() "\t" type "\t" $0
    }'
}

#: plain
# A JSON string as the text that it stands for.
plain() {
  local text=$1
  text=${text//\\\\/$'\001'}
  text=${text//\\\"/\"}
  text=${text//\\\//\/}
  text=${text//\\n/$'\n'}
  text=${text//\\r/$'\r'}
  text=${text//\\t/$'\t'}
  while [[ $text =~ ^(.*)\\u([0-9a-fA-F]{4})(.*)$ ]]; do
    letter "${BASH_REMATCH[1]}" "${BASH_REMATCH[2]}" "${BASH_REMATCH[3]}"
  done
  printf '%s' "${text//$'\001'/\\}"
}

#: letter
# Puts the character of an escape, in UTF-8, between what stands before and after it, in $text.
letter() { # BEFORE FOUR-DIGITS AFTER
  local before=$1 code=$((16#$2)) made
  # Two escapes that are one character, as JSON writes what is beyond the first 65536.
  if ((code >= 0xDC00 && code < 0xE000)) && [[ $before =~ ^(.*)\\u([dD][89abAB][0-9a-fA-F]{2})$ ]]; then
    before=${BASH_REMATCH[1]}
    code=$((0x10000 + ((16#${BASH_REMATCH[2]} - 0xD800) << 10) + code - 0xDC00))
  fi
  if ((code == 0x5C)); then
    made='\x01'
  elif ((code < 0x80)); then
    printf -v made '\\x%02x' "$code"
  elif ((code < 0x800)); then
    printf -v made '\\x%02x' $((code >> 6 | 0xC0)) $((code & 63 | 128))
  elif ((code < 0x10000)); then
    printf -v made '\\x%02x' $((code >> 12 | 0xE0)) $((code >> 6 & 63 | 128)) $((code & 63 | 128))
  else
    printf -v made '\\x%02x' $((code >> 18 | 0xF0)) $((code >> 12 & 63 | 128)) $((code >> 6 & 63 | 128)) $((code & 63 | 128))
  fi
  # shellcheck disable=SC2059 - the bytes are the format
  printf -v made "$made"
  text=$before$made$3
}

#: field
# The value at a place such as data.token of the JSON on stdin; nothing where there is none.
field() {
  local raw
  raw=$(flat | awk -F '\t' -v at="$1" '$1 == at && $2 != "z" && !seen++ { print $3 }')
  plain "$raw"
}

#: quoted
# A text as a JSON string.
quoted() {
  local text=${1//\\/\\\\}
  printf '"%s"' "${text//\"/\\\"}"
}

#: urlencoded
urlencoded() {
  local LC_ALL=C text=$1 i c
  for ((i = 0; i < ${#text}; i++)); do
    c=${text:i:1}
    case $c in
      [a-zA-Z0-9.~_-]) printf '%s' "$c" ;;
      *)
        printf -v c '%d' "'$c"
        printf '%%%02X' $((c & 255))
        ;;
    esac
  done
}

#: fill
# Puts values in the place of the words in braces, as the target file means them.
fill() { # TEMPLATE [json | url]
  local text=$1 name value
  for name in actor.id actor.email actor.name actor.secret workspace.id workspace.name \
    integration.key integration.nango_id integration.provider connection.id connection.row; do
    value=${name//./_}
    value=${!value:-}
    case ${2:-} in
      json) value=${value//\\/\\\\} value=${value//\"/\\\"} ;;
      url) value=$(urlencoded "$value") ;;
    esac
    text=${text//"{$name}"/$value}
  done
  printf '%s' "$text"
}
