import { App, Chart } from 'cdk8s';
import { RestateAdmin, RestateDeployment } from '../../src';
import type { RestateDeploymentProps } from '../../src';
import type { DesiredState } from '../../src/contract';

/** The least that a deployment needs. */
export const MINIMAL: RestateDeploymentProps = {
  admin: RestateAdmin.fromUrl('http://restate.restate:9070'),
  template: { spec: { containers: [{ name: 'app', image: 'greeter:1' }] } },
};

export function newChart(): Chart {
  return new Chart(new App(), 'shop', { namespace: 'apps' });
}

/** A deployment called "greeter" of the minimal props and some more. */
export function newDeployment(
  props: Partial<RestateDeploymentProps> = {},
  chart = newChart(),
): RestateDeployment {
  return new RestateDeployment(chart, 'greeter', { ...MINIMAL, ...props });
}

/** The objects of one kind. */
export function ofKind(chart: Chart, kind: string): any[] {
  return chart.toJson().filter((object: any) => object.kind === kind);
}

/** The desired state that a chart's runtime is given. */
export function desiredState(chart: Chart): DesiredState {
  const maps = ofKind(chart, 'ConfigMap').filter(({ data }) => 'desired.json' in data);
  expect(maps).toHaveLength(1);
  return JSON.parse(maps[0].data['desired.json']);
}
