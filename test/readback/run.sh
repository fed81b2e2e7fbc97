#!/usr/bin/env bash
# Builds the reader, and runs the tests that read all outputs back with it; arguments go to jest. Needs Go.
set -euo pipefail
cd "$(dirname "$0")/../.."

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
(cd test/readback && nice go build -trimpath -o "$folder/readback" .)
READBACK="$folder/readback" nice node_modules/.bin/jest --config test/readback/jest.config.json "$@"
