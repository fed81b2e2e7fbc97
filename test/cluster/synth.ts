import { App, Chart, Size, Testing } from 'cdk8s';
import { RestateCluster } from '../../src';
import type { RestateClusterProps } from '../../src';

/** The least that a cluster needs. */
export const MINIMAL: RestateClusterProps = {
  compute: { image: 'restatedev/restate:1.5' },
  storage: { size: Size.gibibytes(1) },
};

export function newChart(): Chart {
  return new Chart(new App(), 'app');
}

/** A cluster called "restate" of the minimal props and some more. */
export function newCluster(
  props: Partial<RestateClusterProps>,
  chart = newChart(),
): RestateCluster {
  return new RestateCluster(chart, 'restate', { ...MINIMAL, ...props });
}

/** The objects of the chart that a cluster is in. */
export function objects(cluster: RestateCluster): any[] {
  return Testing.synth(Chart.of(cluster));
}

/** One object of the chart that a cluster is in. */
export function object(cluster: RestateCluster, kind: string, name: string): any {
  return objects(cluster).find((o) => o.kind === kind && o.metadata.name === name);
}

/** The pod template of a cluster. */
export function podTemplate(cluster: RestateCluster): any {
  return object(cluster, 'StatefulSet', 'restate').spec.template;
}
