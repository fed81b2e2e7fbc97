import type { Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { runtimeScript } from './script';
import { SCRIPT_KEY } from '../contract';
import { Resource } from '../core/resource';
import type { ResourceMetadata } from '../core/resource';

/** The version of this library, on the objects that keep their names when it changes. */
export function versionLabel(): { readonly [label: string]: string } {
  return { 'app.kubernetes.io/version': runtimeScript().version };
}

/**
 * Makes the ConfigMap of the script. Its name is a hash of the text alone: a release that does not change the script
 * changes no more than the label.
 *
 * @param chart where it is put; left out, into the scope
 */
export function scriptConfigMap(
  scope: Construct,
  chart: Chart | undefined,
  { labels, ...metadata }: ResourceMetadata,
): void {
  const namespaced = chart && folderOf(chart, metadata.namespace ?? '');
  new Resource(
    namespaced ?? scope,
    'v1',
    'ConfigMap',
    { ...metadata, labels: { ...versionLabel(), ...labels } },
    { immutable: true, data: { [SCRIPT_KEY]: runtimeScript().text } },
    { path: ['data'], remedy: 'leave it as it is' },
  );
}

/** Names of objects are unique in their namespaces only. */
function folderOf(chart: Chart, namespace: string): Construct {
  return (
    (chart.node.tryFindChild(namespace) as Construct | undefined) ?? new Construct(chart, namespace)
  );
}
