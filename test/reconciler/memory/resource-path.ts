/** The path of a Kubernetes API request, taken apart. */
export interface ResourcePath {
  readonly group: string;
  readonly resource: string;
  /** Path of the collection. */
  readonly collection: string;
  readonly name?: string;
  readonly subresource?: string;
}

const PATH =
  /^(\/(?:api|apis\/([^/]+))\/[^/]+\/namespaces\/[^/]+\/([^/]+))(?:\/([^/]+))?(?:\/([^/]+))?$/;

export function parseResourcePath(path: string): ResourcePath | undefined {
  const [matched, collection, group = '', resource, name, subresource] = PATH.exec(path) ?? [];
  if (matched === undefined) return undefined;
  return {
    group,
    resource,
    collection,
    name: name && decodeURIComponent(name),
    subresource,
  };
}

/** `replicasets/shop-v1/scale`; a kind of somebody else's group has that in front of it. */
export function shortName({ group, resource, name, subresource }: ResourcePath): string {
  const own = /\.(?!k8s\.io$)[^.]*\.[^.]*$|^[^.]*\.dev$/.test(group);
  return [...(own ? [group.split('.')[0]] : []), resource, name, subresource]
    .filter(Boolean)
    .join('/');
}
