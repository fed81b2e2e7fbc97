import { Chart } from 'cdk8s';
import { LIST, MAP, TEXT } from '../core/prop-types';
import type { PropType } from '../core/prop-types';

const CHART: PropType = {
  matches: Chart.isChart,
  name: 'a Chart',
  remedy: 'write one, such as new Chart(app, "scripts")',
};

/** The types of the props of the pods that run the script. */
export const SCRIPT_POD_TYPES = {
  image: TEXT,
  imagePullSecrets: LIST,
  overrides: MAP,
  podAnnotations: MAP,
  podLabels: MAP,
  resources: MAP,
  scriptChart: CHART,
};
