import type { MeshSettings } from './service-mesh';
import type { StringMap } from '../core/json';

interface Template {
  readonly metadata: { readonly labels?: StringMap; readonly annotations?: StringMap } | null;
  readonly spec: { [field: string]: any };
}

/** A pod template with the labels and annotations of a mesh; those of the template override them. */
export function withMesh(template: Template, mesh: MeshSettings | undefined): Template {
  if (mesh === undefined) return template;
  const { labels, annotations } = template.metadata ?? {};
  return {
    ...template,
    metadata: {
      ...template.metadata,
      ...(mesh.podLabels && { labels: { ...mesh.podLabels, ...labels } }),
      ...(mesh.podAnnotations && { annotations: { ...mesh.podAnnotations, ...annotations } }),
    },
  };
}
