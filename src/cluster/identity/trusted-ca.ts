import { createHash } from 'crypto';
import { restrictedContainer } from '../../core/restricted';
import type { ClusterModel } from '../model';
import type { PodExtension } from '../pod/extension';

const SYSTEM_BUNDLE = '/etc/ssl/certs/ca-certificates.crt';
const VOLUME = 'combined-ca-certs';
const MOUNT_PATH = '/combined-certs';
const BUNDLE = `${MOUNT_PATH}/ca-certificates.crt`;

/** An init container that concatenates the image's and the given CA certificates into the bundle that the server reads. */
export function trustedCaExtension(cluster: ClusterModel): PodExtension {
  const certs = cluster.security.trustedCaCerts;
  if (certs.length === 0) return {};
  const secrets = certs.map((cert, index) => ({ ...cert, name: `trusted-ca-${index}` }));
  const sources = [SYSTEM_BUNDLE, ...secrets.map(({ name }) => `/${name}/ca.pem`)];
  return {
    // The pods have to roll for another Secret or key.
    annotations: { 'restate.dev/trusted-ca-certs': referencesHash(certs) },
    volumes: [
      ...secrets.map(({ name, secretName, key }) => ({
        name,
        secret: { secretName, items: [{ key, path: 'ca.pem', mode: 0o444 }] },
      })),
      { name: VOLUME, emptyDir: {} },
    ],
    volumeMounts: [{ name: VOLUME, mountPath: MOUNT_PATH, readOnly: true }],
    env: [{ name: 'SSL_CERT_FILE', value: BUNDLE }],
    initContainers: [
      {
        name: 'combine-ca-certs',
        image: cluster.canaryImage,
        command: ['sh', '-c', `cat ${sources.join(' ')} > ${BUNDLE}`],
        securityContext: {
          allowPrivilegeEscalation: false,
          ...restrictedContainer(cluster.security.restricted),
        },
        volumeMounts: [
          ...secrets.map(({ name }) => ({ name, mountPath: `/${name}`, readOnly: true })),
          { name: VOLUME, mountPath: MOUNT_PATH },
        ],
      },
    ],
  };
}

function referencesHash(certs: ClusterModel['security']['trustedCaCerts']): string {
  const text = certs.map(({ secretName, key }) => `${secretName}:${key},`).join('');
  return createHash('sha256').update(text).digest('hex');
}
