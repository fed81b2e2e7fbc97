import { checkEndpoint } from './endpoint-checks';
import { checkHeaders } from './header-checks';
import type { RegistrationModel } from './model';
import type { RestateRegistrationProps } from './props';
import { shown } from '../core/faults';
import type { Faults } from '../core/faults';
import { checkDnsLabel } from '../core/kubernetes-syntax';

/** As with deployments: `<name>-<hash>` is what the version is called. */
const LONGEST_NAME = 52;

/** Everything about a registration that Kubernetes or Restate would refuse later. */
export function checkRegistration(
  model: RegistrationModel,
  props: RestateRegistrationProps,
  faults: Faults,
): void {
  const { name, namespace } = model;
  checkDnsLabel(name, 'name', faults);
  if (name.length > LONGEST_NAME) {
    faults.add('name', `${shown(name)} is too long`, `write at most ${LONGEST_NAME} characters`);
  }
  checkDnsLabel(namespace, 'namespace', faults);
  checkHeaders(props, faults);
  checkEndpoint(props.endpoint, model, faults);
}
