/** The images that the operator uses by default. What is rendered must not differ from what it has made. */
export const OPERATOR_IMAGES = {
  canary: 'alpine:3.21',
  tunnelClient: 'ghcr.io/restatedev/restate-cloud-tunnel-client:0.6.0',
};
