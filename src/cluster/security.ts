import type { RestateClusterIdentityOptions } from './identity/props';
import type { RestateClusterNetworkOptions } from './network/props';

/**
 * Who may connect to the cluster, what it may connect to, and with which identity.
 *
 * @see https://github.com/restatedev/restate-operator#specsecurity
 */
export interface RestateClusterSecurity
  extends RestateClusterNetworkOptions, RestateClusterIdentityOptions {}
