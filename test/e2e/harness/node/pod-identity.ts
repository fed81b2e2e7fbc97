import { createServer } from 'node:https';
import type { Server } from 'node:https';
import type { Cluster } from '../cluster/cluster';
import { makeCertificate } from '../machine/certificate';
import type { Certificate } from '../machine/certificate';

const ADDRESS = '10.0.7.2';
const PORT = 8443;
const PATH = '/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations';
const NAME = 'e2e-pod-identity';
const MOUNT = '/var/run/secrets/pods.eks.amazonaws.com/serviceaccount';
const TOKEN = 'eks-pod-identity-token';

/** Where a pod finds the token that its credentials are handed out for. */
export const POD_IDENTITY_TOKEN = `${MOUNT}/${TOKEN}`;

/**
 * Stands in for the webhook of EKS Pod Identity: pods that are admitted while their ServiceAccount has an association
 * get variables and a token, and others never do.
 */
export class PodIdentity {
  public static async start(cluster: Cluster): Promise<PodIdentity> {
    const identity = new PodIdentity(
      cluster,
      makeCertificate(cluster.access.folder, [`IP:${ADDRESS}`]),
    );
    await identity.register();
    return identity;
  }

  private readonly associations = new Set<string>();
  private readonly server: Server;

  private constructor(
    private readonly cluster: Cluster,
    private readonly tls: Certificate,
  ) {
    this.server = createServer(tls, async (request, response) => {
      let text = '';
      for await (const chunk of request) text += chunk;
      const { request: review } = JSON.parse(text);
      response.setHeader('content-type', 'application/json');
      response.end(
        JSON.stringify({
          apiVersion: 'admission.k8s.io/v1',
          kind: 'AdmissionReview',
          response: { uid: review.uid, allowed: true, ...this.patch(review) },
        }),
      );
    });
    this.server.listen(PORT, ADDRESS).unref();
  }

  /** From now on, pods of the ServiceAccount get credentials. */
  public associate(namespace: string, serviceAccount: string): void {
    this.associations.add(`${namespace}/${serviceAccount}`);
  }

  public async stop(): Promise<void> {
    await this.cluster.client.delete(`${PATH}/${NAME}`);
    this.server.close();
  }

  private async register(): Promise<void> {
    await this.cluster.client.create(PATH, {
      metadata: { name: NAME },
      webhooks: [
        {
          name: 'pod-identity.e2e.example',
          admissionReviewVersions: ['v1'],
          sideEffects: 'None',
          // As that of EKS: without it, pods start and have no credentials.
          failurePolicy: 'Ignore',
          clientConfig: {
            url: `https://${ADDRESS}:${PORT}/`,
            caBundle: this.tls.cert.toString('base64'),
          },
          rules: [
            { apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['pods'] },
          ],
        },
      ],
    });
  }

  private patch({ namespace, object }: any): object {
    if (!this.associations.has(`${namespace}/${object.spec.serviceAccountName}`)) return {};
    const operations = [
      ...['initContainers', 'containers'].flatMap((list) =>
        (object.spec[list] ?? []).map((container: any, index: number) => ({
          op: 'replace',
          path: `/spec/${list}/${index}`,
          value: withCredentials(container),
        })),
      ),
      // It replaces the list, if there is one.
      { op: 'add', path: '/spec/volumes', value: [...(object.spec.volumes ?? []), tokenVolume()] },
    ];
    const patch = Buffer.from(JSON.stringify(operations)).toString('base64');
    return { patchType: 'JSONPatch', patch };
  }
}

function withCredentials(container: any): object {
  return {
    ...container,
    env: [
      ...(container.env ?? []),
      {
        name: 'AWS_CONTAINER_CREDENTIALS_FULL_URI',
        value: 'http://169.254.170.23/v1/credentials',
      },
      { name: 'AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE', value: POD_IDENTITY_TOKEN },
    ],
    volumeMounts: [
      ...(container.volumeMounts ?? []),
      { name: TOKEN, mountPath: MOUNT, readOnly: true },
    ],
  };
}

function tokenVolume(): object {
  const audience = 'pods.eks.amazonaws.com';
  const serviceAccountToken = { audience, expirationSeconds: 86400, path: TOKEN };
  return { name: TOKEN, projected: { sources: [{ serviceAccountToken }] } };
}
