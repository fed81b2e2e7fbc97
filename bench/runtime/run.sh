#!/usr/bin/env bash
# Measures the runtime on a real control plane and a real Restate server (Linux x64), on a machine of
# its own. Arguments choose what: memory, sweep, latency, drain, drain-jobs, rest; all of them if there is none. The
# memory alone needs root and nothing else.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
unset KUBECONFIG
measure=(node -r ts-node/register "$here/main.ts" "$@")
if [ "$*" = memory ]; then
  # It mounts the token of a pod.
  exec unshare --mount "${measure[@]}"
fi
exec "$here/../../test/e2e/on-machine.sh" "${measure[@]}"
