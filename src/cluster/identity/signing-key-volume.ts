import type { ClusterModel } from '../model';
import type { PodExtension } from '../pod/extension';

/** The name of the SecretProviderClass for a signing key that a CSI provider mounts. */
export const SIGNING_KEY_PROVIDER_CLASS = 'request-signing-key-v1';

const MOUNT_PATH = '/signing-key';

/** The mounted signing key, and the variable with its path for the server. */
export function signingKeyExtension(cluster: ClusterModel): PodExtension {
  const key = cluster.security.signingKey;
  if (key?.secret !== undefined) {
    const path = 'private.pem';
    return mounted(path, {
      name: 'request-signing-private-key-secret',
      secret: {
        secretName: key.secret.secretName,
        items: [{ key: key.secret.key, path, mode: 0o400 }],
      },
    });
  }
  if (key?.secretProvider !== undefined) {
    return mounted(key.secretProvider.path, {
      name: 'request-signing-private-key-secret-provider',
      csi: {
        driver: 'secrets-store.csi.k8s.io',
        readOnly: true,
        volumeAttributes: { secretProviderClass: SIGNING_KEY_PROVIDER_CLASS },
      },
    });
  }
  return {};
}

function mounted(path: string, volume: { [field: string]: any }): PodExtension {
  return {
    volumes: [volume],
    volumeMounts: [{ name: volume.name, mountPath: MOUNT_PATH, readOnly: true }],
    env: [
      {
        name: 'RESTATE_REQUEST_IDENTITY_PRIVATE_KEY_PEM_FILE',
        value: path.startsWith('/') ? path : `${MOUNT_PATH}/${path}`,
      },
    ],
  };
}
