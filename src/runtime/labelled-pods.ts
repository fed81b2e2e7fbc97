import { ApiObject } from 'cdk8s';
import type { IConstruct } from 'constructs';
import type { Json } from '../core/json';
import { matchesSelector } from '../core/label-selector';

/** The Services of an app, and the labels of its pods. */
interface ServicesAndPods {
  readonly services: readonly Json[];
  readonly pods: ReadonlyArray<{ readonly namespace: string; readonly labels: any }>;
}

const KINDS = ['Service', 'Pod', 'Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet'];
const known = new WeakMap<IConstruct, ServicesAndPods>();

/**
 * Whether a Service of the app leads to pods of the app that all have a label. To be asked once nothing is added to the
 * app any more.
 */
export function podsHaveLabel(
  app: IConstruct,
  namespace: string,
  service: string,
  label: string,
): boolean {
  const { services, pods } = servicesAndPods(app);
  const matchLabels = services.find(
    ({ metadata }) => metadata.name === service && namespaceOf(metadata) === namespace,
  )?.spec?.selector;
  if (matchLabels === undefined) return false;
  const selected = pods.filter(
    (each) => each.namespace === namespace && matchesSelector({ matchLabels }, each.labels),
  );
  return selected.length > 0 && selected.every(({ labels }) => labels[label] === 'true');
}

function servicesAndPods(app: IConstruct): ServicesAndPods {
  let found = known.get(app);
  if (found === undefined) {
    const objects: Json[] = app.node
      .findAll()
      .filter((each): each is ApiObject => ApiObject.isApiObject(each))
      .filter(({ kind }) => KINDS.includes(kind))
      .map((each) => each.toJson());
    found = {
      services: objects.filter(({ kind }) => kind === 'Service'),
      pods: objects.flatMap(({ kind, metadata, spec }) => {
        const labels = kind === 'Pod' ? metadata.labels : spec?.template?.metadata?.labels;
        return labels === undefined ? [] : [{ namespace: namespaceOf(metadata), labels }];
      }),
    };
    known.set(app, found);
  }
  return found;
}

function namespaceOf({ namespace = 'default' }: Json): string {
  return namespace;
}
