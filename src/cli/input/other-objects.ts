import type { InputDocument } from './documents';
import type { InputFault } from './input-fault';
import { shown } from '../../core/faults';

/** A Kubernetes object, as far as it is looked at. */
interface OtherObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly spec?: any;
}

export function isObject(content: any): content is OtherObject {
  return (
    typeof content?.apiVersion === 'string' &&
    typeof content.kind === 'string' &&
    typeof content.metadata?.name === 'string'
  );
}

/** Refuses an autoscaler that has nothing to scale any more once its target is rendered. */
export function targetFault({ file, content }: InputDocument): InputFault | undefined {
  if (!isObject(content)) return undefined;
  const { kind, metadata, spec } = content;
  const target = spec?.scaleTargetRef;
  if (target?.kind !== 'RestateDeployment') return undefined;
  return {
    file,
    resource: `${kind}/${metadata.name}`,
    field: 'spec.scaleTargetRef',
    problem: `the RestateDeployment ${shown(target.name)} will not be there: each of its versions has a ReplicaSet`,
    remedy:
      'move minReplicas, maxReplicas, metrics and behavior to spec.autoscaling of the RestateDeployment, and remove this object',
  };
}

/** The objects of the input that are not made from a resource as well, with a warning for each that is. */
export function withoutMade(
  documents: readonly InputDocument[],
  made: readonly OtherObject[],
): { kept: OtherObject[]; warnings: InputFault[] } {
  const identities = new Set(made.map(identity));
  const isMade = ({ content }: InputDocument) => identities.has(identity(content as OtherObject));
  return {
    kept: documents.filter((each) => !isMade(each)).map(({ content }) => content as OtherObject),
    warnings: documents.filter(isMade).map(({ file, content }) => ({
      file,
      resource: `${(content as OtherObject).kind}/${(content as OtherObject).metadata.name}`,
      field: '',
      problem: 'is also made from a resource of the input, and left out',
      remedy: 'remove it',
    })),
  };
}

function identity({ apiVersion, kind, metadata }: OtherObject): string {
  const group = apiVersion.includes('/') ? apiVersion.split('/')[0] : '';
  return [group, kind, metadata.namespace ?? '', metadata.name].join('/');
}
