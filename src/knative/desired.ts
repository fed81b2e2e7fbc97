import type { KnativeModel } from './model';
import { desiredOf } from '../version/desired';
import type { DesiredVersion } from '../version/desired';

/** The version's entry in the desired state. */
export function desiredKnative(
  model: KnativeModel,
  mode: 'KnativeConfiguration' | 'KnativeRevision',
): DesiredVersion {
  const { version, object, revisionHistoryLimit, templateText } = model;
  return desiredOf(
    model,
    { mode, version, object, servicePath: routePath(model), revisionHistoryLimit },
    // What a tag stands for changes in place, and with it perhaps the service's handlers.
    { template: templateText },
  );
}

/** What stands behind the Route's URL, with its leading slash. */
function routePath(model: KnativeModel): string | undefined {
  const path = (model.servicePath ?? '').replace(/^\/+/, '');
  return path === '' ? undefined : `/${path}`;
}
