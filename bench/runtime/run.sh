#!/usr/bin/env bash
# Measures the runtime on a real control plane and a real Restate server (Linux x64), on a machine of
# its own. Arguments choose what: sweep, latency, drain, drain-jobs, rest; all of them if there is none.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
unset KUBECONFIG
exec "$here/../../test/e2e/on-machine.sh" node -r ts-node/register "$here/main.ts" "$@"
