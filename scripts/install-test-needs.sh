#!/bin/sh
# Installs what the tests need beside Node, from Debian's packages: a PostgreSQL server, Chromium, and python3-dateutil (one of
# the libraries that recurrences are compared with). Needs root.
# The tests start a PostgreSQL of their own, so no cluster is made and none is started.
set -eu

missing=
ls /usr/lib/postgresql/*/bin/postgres >/dev/null 2>&1 || command -v postgres >/dev/null || missing="postgresql"
command -v chromium >/dev/null || missing="$missing chromium fonts-liberation"
/usr/bin/python3 -c 'import dateutil' 2>/dev/null || missing="$missing python3-dateutil"
[ -n "$missing" ] || exit 0

no_cluster=/etc/postgresql-common/createcluster.d/almanac-tests.conf
mkdir -p "${no_cluster%/*}"
echo 'create_main_cluster = false' >"$no_cluster"
trap 'rm -f "$no_cluster"' EXIT

echo "installing: $missing"
export DEBIAN_FRONTEND=noninteractive
apt-get -q update
# shellcheck disable=SC2086 # a list of names
apt-get -q install -y --no-install-recommends $missing
