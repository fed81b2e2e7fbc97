#!/usr/bin/env bash
# Makes the Java packages of our peers from their npm packages, since they are not to be had from every Maven
# repository, and prints the local repository that they are installed in.
#
# It is kept outside of the repository, in a folder named by the versions: every clone and worktree shares it.
set -euo pipefail
cd "$(dirname "$0")/../.."

peers=(cdk8s cdk8s-plus-28 cdk8s-plus-33)
version() { node -p "require('$1/package.json').version"; }
# One by one: an assignment fails with the last of its commands only.
cdk8s=$(version cdk8s)
plus=$(version cdk8s-plus-28)
newer=$(version cdk8s-plus-33)
constructs=$(version constructs)
pacmak=$(version jsii-pacmak)
cache="${XDG_CACHE_HOME:-$HOME/.cache}/cdk8s-restate"
repository="$cache/java-$cdk8s-$plus-$newer-$constructs-$pacmak"

make() {
  local scratch jsii_pacmak=$PWD/node_modules/.bin/jsii-pacmak peer pom
  scratch=$(mktemp -d)
  for peer in "${peers[@]}"; do
    (cd "node_modules/$peer" && "$jsii_pacmak" --code-only --target java --outdir "$scratch/$peer" .)
    pom="$scratch/$peer/java/pom.xml"
    # For a range Maven reads the description of each version in it: hundreds, of constructs.
    sed -i -E \
      -e "/<artifactId>constructs</{n;s|\[[^<]*|$constructs|}" \
      -e "/<artifactId>cdk8s</{n;s|\[[^<]*|$cdk8s|}" \
      -e 's|<version>\[([^,]*),[^<]*|<version>\1|' "$pom"
    mvn --batch-mode --quiet --file "$pom" -Dmaven.repo.local="$1" \
      -Dmaven.javadoc.skip -Dmaven.source.skip -Dgpg.skip install
  done
  rm -rf "$scratch"
}

mkdir -p "$cache"
(
  flock 9
  if [ ! -d "$repository" ]; then
    rm -rf "$repository.part"
    mkdir "$repository.part"
    make "$repository.part" >&2
    mv "$repository.part" "$repository"
  fi
) 9>"$cache/java.lock"
echo "$repository"
