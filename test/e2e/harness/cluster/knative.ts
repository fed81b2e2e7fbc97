import { join } from 'node:path';
import type { Cluster } from './cluster';
import { defineCustomKinds } from './custom-kinds';
import { KnativeIngress } from './knative-ingress';
import type { Image, ImageTable } from '../node/images';
import { waitUntil } from '../wait';

const NAMESPACE = 'knative-serving';
const PROGRAMS = ['activator', 'autoscaler', 'controller', 'webhook'];
const QUEUE_PROXY = 'dev.local/queue';

/** What differs from Knative's own configuration. */
const SETTINGS = {
  'config-deployment': {
    'queue-sidecar-image': QUEUE_PROXY,
    // No registry is asked for their digests.
    'registries-skipping-tag-resolving': 'dev.local,registry.example',
  },
  // The shortest times that Knative takes.
  'config-autoscaler': { 'stable-window': '6s', 'scale-to-zero-grace-period': '6s' },
};

/**
 * Knative Serving from its own manifests: controller, webhook, autoscaler and activator as pods, and the queue proxy
 * in the pods of services. Only its ingress layer is the tests' own.
 */
export class Knative {
  /** What a node has to run for it. */
  public static images(): ImageTable {
    const image = (name: string): Image => ({
      entrypoint: [`/ko-app/${name}`],
      files: { [`/ko-app/${name}`]: join(process.env.E2E_KNATIVE!, name) },
      user: 65532,
    });
    const names = PROGRAMS.map((name) => [`ko://knative.dev/serving/cmd/${name}`, image(name)]);
    return { ...Object.fromEntries(names), [QUEUE_PROXY]: image('queue') };
  }

  /** Installs it, and waits until it takes objects. */
  public static async start(cluster: Cluster, node: string): Promise<Knative> {
    const knative = new Knative(cluster, await KnativeIngress.start(cluster, node));
    await knative.apply('crds');
    await cluster.kubectl([
      'wait',
      '--for=condition=Established',
      'crd',
      '--all',
      '--timeout=180s',
    ]);
    await knative.apply('system');
    for (const [name, data] of Object.entries(SETTINGS)) {
      await cluster.client.patch(`/api/v1/namespaces/${NAMESPACE}/configmaps/${name}`, { data });
    }
    await knative.apply('deployments');
    await cluster.kubectl([
      ...['wait', '-n', NAMESPACE, '--for=condition=Available', 'deployment', '--all'],
      '--timeout=240s',
    ]);
    await knative.apply('webhooks');
    // The webhook signs its own certificate, and puts it there.
    await waitUntil({ for: 'the certificates of the webhooks' }, async () => {
      const path = '/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations';
      const { webhooks } = await cluster.client.get(`${path}/webhook.serving.knative.dev`);
      return webhooks.every(({ clientConfig }: any) => clientConfig.caBundle);
    });
    return knative;
  }

  private constructor(
    private readonly cluster: Cluster,
    private readonly ingress: KnativeIngress,
  ) {}

  /** Leaves the cluster as it was. */
  public async stop(): Promise<void> {
    await this.delete('webhooks', '--wait=true');
    await this.delete('crds', '--wait=true');
    await this.delete('deployments', '--wait=false');
    // The activator would wait for requests for five minutes.
    await this.cluster.endPods(NAMESPACE);
    await this.delete('system', '--wait=false');
    await this.ingress.stop();
    await this.cluster.namespaceGone(NAMESPACE);
    await defineCustomKinds(this.cluster.client);
  }

  private async apply(folder: string): Promise<void> {
    await this.cluster.kubectl([
      ...[
        'apply',
        '--server-side',
        '--force-conflicts',
        '-f',
        join(process.env.E2E_KNATIVE!, folder),
      ],
    ]);
  }

  private async delete(folder: string, ...flags: string[]): Promise<void> {
    const path = join(process.env.E2E_KNATIVE!, folder);
    await this.cluster.kubectl(['delete', '--ignore-not-found', ...flags, '-f', path]);
  }
}
