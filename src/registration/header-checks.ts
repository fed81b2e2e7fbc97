import type { RestateRegistrationProps } from './props';
import { checkHeaderName, checkKeyReference } from '../admin/access-checks';
import { shown } from '../core/faults';
import type { Faults } from '../core/faults';
import { SECRET_HEADER } from '../core/secret-headers';

/** Headers whose values are secrets by definition. */
const SECRET = ['authorization', 'proxy-authorization', 'cookie'];

/** Refuses headers that Restate would, and secrets where anybody could read them. */
export function checkHeaders(props: RestateRegistrationProps, faults: Faults): void {
  const { headers = {}, secretHeaders = {} } = props;
  const known = new Set<string>();
  for (const [field, map] of Object.entries({ headers, secretHeaders })) {
    for (const name of Object.keys(map).sort()) {
      const at = `${field}[${shown(name)}]`;
      checkHeaderName(name, at, faults);
      if (known.has(name.toLowerCase())) {
        faults.add(at, 'the header is given twice', 'keep one of them');
      }
      known.add(name.toLowerCase());
    }
  }
  for (const name of Object.keys(headers).sort()) {
    const field = `headers[${shown(name)}]`;
    const remedy = 'put it into a Secret and name that in secretHeaders';
    if (SECRET.includes(name.toLowerCase())) {
      const problem =
        'the value of such a header is a secret, and would be readable in a ConfigMap';
      faults.add(field, problem, remedy);
    } else if (SECRET_HEADER.test(name)) {
      faults.warn(field, 'seems to be a secret, and is readable in a ConfigMap', remedy);
    }
  }
  for (const name of Object.keys(secretHeaders).sort()) {
    checkKeyReference(secretHeaders[name], `secretHeaders[${shown(name)}]`, faults);
  }
}
