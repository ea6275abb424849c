#!/usr/bin/env bash
# Pins requirements*.in, with the hashes of every file the package index has for each version, so that an install
# works whatever the machine. A machine's own folders of packages are left out: their files may hash differently.
# What is pinned already stays unless a .in file asks for more; `make lock UPGRADE=--upgrade` moves everything on.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export PIP_CONFIG_FILE=/dev/null PIP_FIND_LINKS='' PIP_EXTRA_INDEX_URL=''
for name in requirements requirements-dev; do
  echo "Pinning $name.in"
  .venv/bin/pip-compile --quiet --generate-hashes --allow-unsafe --strip-extras --no-header \
    --no-emit-index-url --no-emit-find-links --no-emit-trusted-host ${UPGRADE:-} -o "$name.txt" "$name.in"
  sed -i "1i # Made by \`make lock\` from $name.in: change that file, not this one." "$name.txt"
done
