#!/usr/bin/env bash
# Runs a program on a machine of its own, with what setup.sh installed in its environment: it has its
# own network, mounts and processes, so that
# - addresses and ports never clash with another run or with what the machine runs,
# - a pod has an address and a DNS of its own, as on a real node,
# - nothing outlives the program, whatever way it ends.
# With KUBECONFIG set, that cluster is used, from the machine's own network.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)

settings=$("$here/setup.sh")
while IFS= read -r line; do export "${line?}"; done <<<"$settings"

if [ -n "${KUBECONFIG:-}" ]; then
  exec "$@"
fi
root=()
if [ "$(id -u)" -ne 0 ]; then
  root=(sudo --preserve-env env "PATH=$PATH")
fi
# The first process of the new machine stays a shell: it reaps, and takes all others with it.
exec "${root[@]}" unshare --net --mount --uts --ipc --pid --fork --kill-child --mount-proc \
  bash -ec '. "$0/harness/machine/machine.sh"; "$@" && exit 0 || exit $?' "$here" "$@"
