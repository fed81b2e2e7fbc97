import { App, Chart } from 'cdk8s';
import { KnativeService, RestateAdmin } from '../../src';
import type { KnativeServiceProps } from '../../src';

function deployed(props: Partial<KnativeServiceProps> = {}): KnativeService {
  const chart = new Chart(new App(), 'app', { namespace: 'apps' });
  return new KnativeService(chart, 'greeter', {
    admin: RestateAdmin.fromUrl('http://restate:9070'),
    image: 'greeter:1',
    ...props,
  });
}

function faults(props: Partial<KnativeServiceProps>): string {
  try {
    Chart.of(deployed({ image: undefined, ...props })).toJson();
  } catch (error) {
    return (error as Error).message;
  }
  return '';
}

test('an image is enough: one container with HTTP/2 on port 9080, reached from within the cluster', () => {
  const { metadata, spec } = deployed().service.toJson();
  expect(metadata.name).toBe('greeter');
  expect(metadata.labels['networking.knative.dev/visibility']).toBe('cluster-local');
  expect(spec.template.spec.containers).toEqual([
    { image: 'greeter:1', ports: [{ name: 'h2c', containerPort: 9080 }] },
  ]);
  expect(spec.template.metadata.annotations['autoscaling.knative.dev/min-scale']).toBe('0');
});

test('every field of a template is passed on, and gets the port where it has none', () => {
  const service = deployed({
    image: undefined,
    port: 8000,
    useHttp11: true,
    rawTemplate: {
      metadata: { annotations: { 'autoscaling.knative.dev/class': 'kpa.autoscaling.knative.dev' } },
      spec: { timeoutSeconds: 600, containerConcurrency: 5, containers: [{ image: 'greeter:1' }] },
    },
  });
  const { template } = service.service.toJson().spec;
  expect(template.metadata.annotations['autoscaling.knative.dev/class']).toBe(
    'kpa.autoscaling.knative.dev',
  );
  expect(template.spec).toEqual({
    timeoutSeconds: 600,
    containerConcurrency: 5,
    containers: [{ image: 'greeter:1', ports: [{ name: 'http1', containerPort: 8000 }] }],
  });
});

test('a Route leads to each revision, and the Service to the newest', () => {
  const { service, route, revisionName, versionName } = deployed();
  expect(service.toJson().spec.template.metadata.name).toBe(revisionName);
  expect(service.toJson().spec.traffic).toBeUndefined();
  expect(route.name).toBe(versionName);
  expect(route.toJson().spec.traffic).toEqual([
    { revisionName, latestRevision: false, percent: 100 },
  ]);
  // Each of them makes a Kubernetes Service of its own name.
  expect(new Set([service.name, revisionName, versionName]).size).toBe(3);
});

test('whatever is in a revision makes another one', () => {
  const names = [deployed(), deployed({ image: 'greeter:2' }), deployed({ maxScale: 2 })];
  expect(new Set(names.map(({ revisionName }) => revisionName)).size).toBe(3);
});

test('a service that Restate reaches from elsewhere is not cluster-local', () => {
  const { service, route } = deployed({ clusterLocal: false });
  for (const object of [service, route]) {
    expect(object.toJson().metadata.labels).not.toHaveProperty('networking.knative.dev/visibility');
  }
});

test('a name is refused that would be too long for the Revision of any version', () => {
  const fault = (name: string) => {
    try {
      Chart.of(deployed({ name })).toJson();
    } catch (error) {
      return (error as Error).message;
    }
    return '';
  };
  expect(fault('a'.repeat(48))).toBe('');
  expect(fault('a'.repeat(49))).toMatch(/name: "a+" is 49 characters long.*; write at most 48/);
});

test('what the pods are is said once', () => {
  expect(faults({})).toContain('image, template, rawTemplate: none given');
  const rawTemplate = { spec: { containers: [{ image: 'a', ports: [{ containerPort: 1 }] }] } };
  expect(faults({ image: 'a', rawTemplate })).toContain('image and rawTemplate given');
  expect(faults({ rawTemplate, port: 2 })).toContain('port: 2 has no effect');
  expect(faults({ image: 'a', port: 0 })).toContain('port: 0 is not a port');
});

test('the default child is the Knative Service, for escape hatches', () => {
  const service = deployed();
  expect(service.node.defaultChild).toBe(service.service);
});
