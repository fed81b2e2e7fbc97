import { settingVariable } from './settings';
import type { Faults } from '../../core/faults';
import type { Json } from '../../core/json';
import { SECRET_HEADER } from '../../core/secret-headers';

/** The last part of the keys whose values are secrets: credentials of object stores, and settings of Kafka clients. */
const SECRET_KEY = /(^|[.-])(password|secret|secret-access-key|session-token|ssl\.key\.pem)$/;
/** Tables of headers, which are sent with the values as they are. */
const HEADERS = /(^|\.)(tracing-headers|additional-request-headers)$/;

/** Warns of secrets in the configuration, which everybody can read who can read ConfigMaps. */
export function warnOfSecrets(tables: Json, faults: Faults, path = ''): void {
  for (const [key, value] of Object.entries(tables)) {
    const inner = path === '' ? key : `${path}.${key}`;
    if (typeof value === 'object' && value !== null) {
      warnOfSecrets(value, faults, inner);
    } else if (SECRET_KEY.test(key) || (HEADERS.test(path) && SECRET_HEADER.test(key))) {
      faults.warn(
        `config.${inner.replace(/\.(\d+)(?=\.)/g, '[$1]')}`,
        'is a secret, and the configuration is a ConfigMap',
        remedy(inner),
      );
    }
  }
}

function remedy(path: string): string {
  // A list has one variable as a whole.
  const list = /^(.*?)\.\d+\./.exec(path)?.[1];
  const variable = settingVariable(list ?? path);
  const identity = path.includes('.aws-') ? 'give the pods an identity, or ' : '';
  const whole = list === undefined ? '' : `, in TOML, for all of ${list}`;
  return `${identity}set ${variable} in compute.env from a Secret${whole}`;
}
