/** A rule of a Role. */
export interface Permission {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
  readonly resourceNames?: readonly string[];
}

export function rule(group: string, resource: string, verbs: readonly string[]): Permission {
  return { apiGroups: [group], resources: [resource], verbs };
}

/** A rule for objects whose names are known. */
export function namedRule(
  group: string,
  resource: string,
  verbs: readonly string[],
  resourceNames: readonly string[],
): Permission {
  return { ...rule(group, resource, verbs), resourceNames };
}
