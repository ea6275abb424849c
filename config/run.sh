#!/usr/bin/env bash
# Runs the whole service on this machine: brings the database up to date, then starts the web server and the job
# consumer. Ctrl-C, or the end of either, ends both, each letting what it has in hand finish.
set -euo pipefail
# Job control gives each of the two its own process group, so that Ctrl-C reaches this script alone.
set -m
cd "$(dirname "${BASH_SOURCE[0]}")/.."
bin="${VENV:-.venv}/bin"

echo "Bringing the database up to date"
"$bin/flask" --app wsgi database upgrade

# Asked of the shell when it ends, since an interruption may come before a line of this script could note what it began.
stop() {
  trap '' INT TERM
  local running
  running=$(jobs -p)
  [ -z "$running" ] || kill -TERM $running 2>/dev/null || true
  wait 2>/dev/null || true
}
trap stop EXIT
trap 'exit 0' INT TERM

echo "Starting the web server and the job consumer; Ctrl-C ends both"
"$bin/gunicorn" -c config/gunicorn.py wsgi:app &
"$bin/flask" --app wsgi jobs run &

status=0
wait -n || status=$?
echo "One of the two has ended (status $status); ending the other" >&2
exit 1
