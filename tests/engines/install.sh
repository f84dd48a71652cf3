#!/bin/sh
# No wheel of PostgreSQL has ICU, and without it no collation takes different texts for equal. Debian's has it: installed here
# where it is missing and root may. Where it cannot be had, the tests say so themselves.
set -u
for installed in /usr/lib/postgresql/*/bin/postgres; do
  [ -x "$installed" ] && exit 0
done
[ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || exit 0

export DEBIAN_FRONTEND=noninteractive
get() { apt-get install --quiet --quiet --yes --no-install-recommends "$@" >/dev/null; }
apt-get update --quiet --quiet
# The tests start servers of their own: no other is to be made and started on this machine.
get postgresql-common && echo "create_main_cluster = false" >>/etc/postgresql-common/createcluster.conf && get postgresql
exit 0
