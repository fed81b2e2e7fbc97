import { Testing, App, Chart, Duration } from 'cdk8s';
import { RestateDeployment, RestateRuntime, RestateRuntimeMode } from '../../../../src';
import type {
  RestateAdmin,
  RestateDeploymentProps,
  RestateRuntimeMonitoring,
} from '../../../../src';

export interface ServiceProps extends Partial<RestateDeploymentProps> {
  /** Told by the answers of the service; part of its template, so that each has a revision of its own. */
  readonly version: string;
  /** Further environment of services/greeter.mjs. */
  readonly env?: { [name: string]: string };
}

export interface ServiceAppProps {
  readonly namespace: string;
  readonly admin: RestateAdmin;
  /** What the runtime is let into beside `admin`. */
  readonly admins?: RestateAdmin[];
  /** Name of a deployment -> what is desired of it. */
  readonly services: { [name: string]: ServiceProps };
  /** Adds to the app what goes by a deployment. */
  readonly beside?: (deployment: RestateDeployment) => void;
  /** Of all objects. */
  readonly labels?: { [key: string]: string };
  /** @default jobs */
  readonly mode?: RestateRuntimeMode;
  /** @default none */
  readonly monitoring?: RestateRuntimeMonitoring;
  /** @default app */
  readonly runtime?: string;
  /** The image of the runtime. @default 'node:20-alpine' */
  readonly image?: string;
}

/** The manifests of an app as `cdk8s synth` would write them. */
export function serviceApp(props: ServiceAppProps): string {
  const app = new App({ outdir: Testing.app().outdir });
  const chart = new Chart(app, 'app', { namespace: props.namespace, labels: props.labels });
  const runtime = new RestateRuntime(chart, props.runtime ?? 'app', {
    mode: props.mode ?? RestateRuntimeMode.jobs(),
    image: props.image ?? 'node:20-alpine',
    admins: props.admins,
    monitoring: props.monitoring,
  });
  for (const [name, { version, env, ...overrides }] of Object.entries(props.services)) {
    const deployment = new RestateDeployment(chart, name, {
      runtime,
      admin: props.admin,
      drainDelay: Duration.seconds(1),
      template: {
        metadata: { labels: { app: name } },
        spec: {
          containers: [
            {
              name: 'greeter',
              image: 'greeter',
              env: Object.entries({ VERSION: version, ...env }).map(([key, value]) => ({
                name: key,
                value,
              })),
              ports: [{ name: 'restate', containerPort: 9080 }],
            },
          ],
        },
      },
      ...overrides,
    });
    props.beside?.(deployment);
  }
  return app.synthYaml();
}
