/**
 * The images that are used where no prop names another. Renovate raises the tags, by the comments; `npm run
 * update-images` writes the digest of each tag behind it, which is kept up to date from then on.
 */
export const IMAGES = {
  // renovate: datasource=docker depName=node
  node: 'docker.io/library/node:24-alpine',
  // renovate: datasource=docker depName=alpine
  alpine: 'alpine:3.21',
  // renovate: datasource=docker depName=envoyproxy/envoy versioning=regex:^distroless-v(?<major>\d+)\.(?<minor>\d+)\.(?<patch>\d+)$
  envoy: 'envoyproxy/envoy:distroless-v1.40.0',
  // renovate: datasource=docker depName=ghcr.io/restatedev/restate-cloud-tunnel-client
  tunnelClient: 'ghcr.io/restatedev/restate-cloud-tunnel-client:0.6.0',
};
