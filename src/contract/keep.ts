import { KEEP_ANNOTATIONS } from './object-metadata';

/**
 * A user's annotations together with those that keep Argo CD, Flux and Helm from removing an object that has left
 * the manifests. Lists of options are joined; an option that says the opposite gives way.
 */
export function withKeepAnnotations(annotations: { readonly [key: string]: string } = {}): {
  [key: string]: string;
} {
  const result: { [key: string]: string } = { ...annotations };
  for (const [key, value] of Object.entries(KEEP_ANNOTATIONS)) {
    result[key] = key.startsWith('argocd.') ? joinOptions(annotations[key], value) : value;
  }
  return result;
}

function joinOptions(given: string | undefined, ours: string): string {
  const names = ours.split(',').map(optionName);
  const others = (given ?? '')
    .split(',')
    .map((option) => option.trim())
    .filter((option) => option !== '' && !names.includes(optionName(option)));
  return [ours, ...others].join(',');
}

function optionName(option: string): string {
  return option.split('=')[0];
}
