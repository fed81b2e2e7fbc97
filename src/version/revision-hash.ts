import type { VersionModel } from './model';
import { fnv1a64 } from '../core/fnv';

/** The digits of a hash, as Kubernetes writes them: no vowels and nothing that looks like another digit. */
const DIGITS = '456789bcdf';

/** The most digits that a hash has: those of a number of 32 bits. */
export const LONGEST_HASH = 10;

/** What identifies a version. */
export interface RevisionIdentity {
  /** The pod template as canonical JSON. */
  readonly podTemplate: string;
  /** The RestateCluster that the version registers with; its name is in a label of the pods. */
  readonly cluster?: string;
  readonly servicePath?: string;
  readonly useHttp11?: boolean;
  /** Further inputs, in a fixed order; empty for a version that the operator could make as well. */
  readonly furtherInputs?: readonly Uint8Array[];
}

/**
 * The hash in the name of a version: the one that the operator gives it, so that a version keeps its name when
 * it moves from one tool to the other.
 */
export function revisionHash(identity: RevisionIdentity): string {
  const parts: Uint8Array[] = [
    Buffer.from(identity.podTemplate),
    Buffer.from(identity.cluster ?? ''),
    Buffer.from(identity.servicePath ?? ''),
    Buffer.from(identity.useHttp11 === true ? 'use_http11' : ''),
    ...(identity.furtherInputs ?? []),
  ];
  const topFourBytes = Number(fnv1a64(Buffer.concat(parts)) / 2n ** 32n);
  return [...String(topFourBytes)]
    .reverse()
    .map((digit) => DIGITS[Number(digit)])
    .join('');
}

/** The hash of a version, from its model and what makes its pods. */
export function versionHash(
  { admin, lifecycle }: VersionModel,
  pods: Pick<RevisionIdentity, 'podTemplate' | 'servicePath' | 'furtherInputs'>,
): string {
  return revisionHash({ ...pods, cluster: admin.cluster?.name, useHttp11: lifecycle.useHttp11 });
}
