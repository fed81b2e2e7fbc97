#!/usr/bin/env bash
# Builds the packages and runs apps with them; arguments go to jest: `-t Python` runs one language only.
# Toolchains that are missing are installed where that is possible.
set -euo pipefail
cd "$(dirname "$0")/../.."

missing=()
has() { command -v "$1" >/dev/null; }
has python3 && python3 -c 'import ensurepip, venv' 2>/dev/null || missing+=(python3 python3-venv)
has go || missing+=(golang-go)
has javac || missing+=(default-jdk-headless)
has mvn || missing+=(maven)
if [ ${#missing[@]} -gt 0 ]; then
  if [ "$(id -u)" -ne 0 ] || ! has apt-get; then
    echo "Missing here: ${missing[*]} (names of Debian packages). Install them and run this again." >&2
    exit 1
  fi
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
fi

exec nice node_modules/.bin/jest --config test/packages/jest.config.json "$@"
