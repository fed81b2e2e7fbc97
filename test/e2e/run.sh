#!/usr/bin/env bash
# Runs jest with the end-to-end tests, and the arguments given, on a machine of its own. With
# KUBECONFIG set, that cluster is used, and the tests that need to be a node of the cluster are
# skipped. With E2E_KEEP set, logs and data are kept.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
# What a failed test left behind, such as a kubectl that still waits for something, is no reason to stay: --forceExit.
exec "$here/on-machine.sh" "$here/../../node_modules/.bin/jest" --config "$here/jest.config.json" --forceExit "$@"
