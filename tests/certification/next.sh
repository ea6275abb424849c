#!/usr/bin/env bash
# The protocol's tests and the certification suite against pylti1p3next, the live fork of pylti1p3 with the same import
# name, in an environment of its own: whether the switch would stay one line. Usage: bash tests/certification/next.sh FOLDER
set -euo pipefail
folder=${1:-.venv-next}
fork="pylti1p3next==2.0.2"
if [ ! -e "$folder/ready" ]; then
  echo "Making the virtual environment in $folder"
  "${PYTHON:-python3}" -m venv "$folder"
  pinned=$(mktemp); trap 'rm -f "$pinned"' EXIT
  # Everything as it is pinned, with its hashes, less the one package and the lines that belong to it.
  awk '/^[^ #]/ { skip = ($0 ~ /^pylti1p3==/) } !skip' requirements-dev.txt > "$pinned"
  "$folder/bin/python" -m pip install -qq --disable-pip-version-check --require-hashes --no-deps --no-compile -r "$pinned"
  "$folder/bin/python" -m pip install -qq --disable-pip-version-check --no-deps "$fork"
  touch "$folder/ready"
fi
"$folder/bin/python" -m pip list --disable-pip-version-check 2>/dev/null | grep -i '^pylti1p3'
exec "$folder/bin/python" -m pytest tests/certification tests/lti -q -n 0 "${@:2}"
