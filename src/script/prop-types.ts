import { LIST, MAP, TEXT } from '../core/prop-types';

/** The types of the props of the pods that run the script. */
export const SCRIPT_POD_TYPES = {
  image: TEXT,
  imagePullSecrets: LIST,
  overrides: MAP,
  podAnnotations: MAP,
  podLabels: MAP,
  resources: MAP,
};
