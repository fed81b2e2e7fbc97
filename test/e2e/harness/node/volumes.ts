import { chmodSync, chownSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Mount } from './container';
import { dataOf, MissingReference, podField } from './container-env';
import type { KubeClient, KubeObject } from '../cluster/kube-client';

interface File {
  readonly path: string;
  readonly content: string | Buffer;
  readonly mode?: number;
}

/** Makes the volumes of a pod as folders of this machine. */
export class Volumes {
  /**
   * @param folder of the pod
   * @param claimFolder where the data of a bound claim is
   */
  constructor(
    private readonly client: KubeClient,
    private readonly pod: KubeObject,
    private readonly folder: string,
    private readonly claimFolder: (claim: KubeObject) => string,
  ) {}

  /**
   * Throws {@link MissingReference} for what is not there yet; to be called again, as a kubelet does.
   */
  public async prepare(address: { podIP: string; hostIP: string }): Promise<void> {
    for (const volume of this.pod.spec.volumes ?? []) {
      const path = join(this.folder, volume.name);
      if (volume.emptyDir) {
        this.writable(path);
      } else if (volume.persistentVolumeClaim) {
        const { claimName } = volume.persistentVolumeClaim;
        this.writable(this.claimFolder(await this.boundClaim(claimName)));
      } else {
        const { defaultMode } = volume.projected ?? volume.configMap ?? volume.secret ?? {};
        this.write(path, await this.files(volume, address), defaultMode ?? 0o644);
      }
    }
  }

  /** The mounts of a container of the pod. */
  public async mounts(container: any): Promise<Mount[]> {
    const mounts: Mount[] = [];
    for (const { name, mountPath, subPath, readOnly } of container.volumeMounts ?? []) {
      const volume = this.pod.spec.volumes.find((candidate: any) => candidate.name === name);
      const claim = volume.persistentVolumeClaim?.claimName;
      const folder = claim
        ? this.claimFolder(await this.boundClaim(claim))
        : join(this.folder, name);
      mounts.push({
        source: join(folder, subPath ?? ''),
        target: mountPath,
        readOnly: readOnly || !(claim || volume.emptyDir),
      });
    }
    // Outer paths first: a mount hides what was mounted below it before.
    return mounts.sort((a, b) => a.target.length - b.target.length);
  }

  private async boundClaim(name: string): Promise<KubeObject> {
    const path = `/api/v1/namespaces/${this.pod.metadata.namespace}/persistentvolumeclaims/${name}`;
    const claim = await this.client.find(path);
    if (claim?.status?.phase !== 'Bound') {
      throw new MissingReference(`the claim ${name} is not bound`);
    }
    return claim;
  }

  private async files(source: any, address: { podIP: string; hostIP: string }): Promise<File[]> {
    if (source.projected) {
      const parts = source.projected.sources.map((part: any) => this.files(part, address));
      return (await Promise.all(parts)).flat();
    }
    if (source.configMap) {
      return this.fromData('configmaps', source.configMap.name, source.configMap);
    }
    if (source.secret) {
      return this.fromData(
        'secrets',
        source.secret.secretName ?? source.secret.name,
        source.secret,
      );
    }
    if (source.serviceAccountToken) {
      return [await this.token(source.serviceAccountToken)];
    }
    if (source.downwardAPI) {
      return source.downwardAPI.items.map(({ path, fieldRef, mode }: any) => ({
        path,
        content: podField(this.pod, address, fieldRef.fieldPath),
        mode,
      }));
    }
    throw new Error(`the volume ${JSON.stringify(source)} can't be made here`);
  }

  private async fromData(
    kind: 'configmaps' | 'secrets',
    name: string,
    source: any,
  ): Promise<File[]> {
    try {
      const data = await dataOf(this.client, this.pod.metadata.namespace!, kind, name);
      const items = source.items ?? Object.keys(data).map((key) => ({ key, path: key }));
      return items.map(({ key, path, mode }: any) => {
        if (data[key] === undefined) {
          throw new MissingReference(`${kind} "${name}" has no key ${key}`);
        }
        return { path, content: data[key], mode };
      });
    } catch (error) {
      if (error instanceof MissingReference && source.optional) return [];
      throw error;
    }
  }

  /** From the API server, so that the pod has the rights of its ServiceAccount and no others. */
  private async token({ path, audience, expirationSeconds }: any): Promise<File> {
    const { namespace, name, uid } = this.pod.metadata;
    const { status } = await this.client.create(
      `/api/v1/namespaces/${namespace}/serviceaccounts/${this.pod.spec.serviceAccountName}/token`,
      {
        spec: {
          audiences: audience ? [audience] : undefined,
          expirationSeconds,
          boundObjectRef: { apiVersion: 'v1', kind: 'Pod', name, uid },
        },
      },
    );
    const { runAsUser, fsGroup } = this.pod.spec.securityContext ?? {};
    // As a kubelet does it: only who runs the pod may read it, if that is known.
    const mode = fsGroup !== undefined || runAsUser !== undefined ? 0o600 : 0o644;
    return { path, content: status.token, mode };
  }

  private writable(path: string): void {
    mkdirSync(path, { recursive: true });
    const { fsGroup } = this.pod.spec.securityContext ?? {};
    if (fsGroup !== undefined) {
      chownSync(path, 0, fsGroup);
    }
    chmodSync(path, fsGroup === undefined ? 0o777 : 0o2777);
  }

  private write(folder: string, files: File[], defaultMode: number): void {
    const { runAsUser, fsGroup } = this.pod.spec.securityContext ?? {};
    mkdirSync(folder, { recursive: true });
    for (const { path, content, mode } of files) {
      const target = join(folder, path);
      mkdirSync(dirname(target), { recursive: true });
      writeFileSync(target, content);
      chownSync(target, path === 'token' ? (runAsUser ?? 0) : 0, fsGroup ?? 0);
      chmodSync(target, (mode ?? defaultMode) | (fsGroup === undefined ? 0 : 0o440));
    }
  }
}
