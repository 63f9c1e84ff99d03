#!/usr/bin/env bash
# Runs the commands of the README's tour on an empty folder, and prints them with what they answer.
set -euo pipefail
cd "$(dirname "$0")/.."
folder=$(mktemp -d)
export ALMANAC_DATA_DIR=$folder PORT=${PORT:-4180} ALMANAC_LOG_LEVEL=warn
export ALMANAC_CLIENT_ID=tour ALMANAC_CLIENT_SECRET=tour-secret
export ALMANAC_ADMIN_EMAIL=admin@desk.example ALMANAC_ADMIN_PASSWORD='correct horse battery staple'
trap 'kill "${server:-0}" 2>/dev/null; rm -rf "$folder"' EXIT

# The lines of the README's console blocks, each command with its continuation lines, but for what this script does itself.
commands=$(node -e '
  const blocks = [...require("fs").readFileSync("README.md", "utf8").matchAll(/```console\n([^]*?)```/g)].map((m) => m[1]);
  const lines = blocks.join("").split("\n");
  const out = [];
  let open = false;
  for (const line of lines) {
    if (line.startsWith("$ ")) { out.push(line.slice(2)); open = true; }
    else if (open && /^ {4}/.test(line)) out[out.length - 1] += "\n" + line;
    else open = false;
  }
  console.log(JSON.stringify(out.filter((c) => !/^(export|npm start)/.test(c))));
')
count=$(node -pe 'JSON.parse(process.argv[1]).length' "$commands")
for ((i = 0; i < count; i++)); do
  command=$(node -pe 'JSON.parse(process.argv[1])[process.argv[2]]' "$commands" "$i")
  echo "\$ $command"
  eval "${command//localhost:4180/localhost:$PORT}"
  if [ "$i" = 0 ]; then
    npm start >"$folder/log" 2>&1 &
    server=$!
    until grep -q 'almanac ready' "$folder/log"; do kill -0 "$server"; sleep 0.2; done
    grep 'almanac ready' "$folder/log"
  fi
done
