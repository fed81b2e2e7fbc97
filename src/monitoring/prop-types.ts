import type { RestateClusterMonitoring, RestateRuntimeMonitoring } from './props';
import { BOOLEAN, DURATION, LIST_OF_MAPS, MAP, TEXT } from '../core/prop-types';
import type { PropTypes } from '../core/prop-types';

const MONITORING_TYPES = {
  alertLabels: MAP,
  alerts: BOOLEAN,
  dashboard: BOOLEAN,
  dashboardLabels: MAP,
  labels: MAP,
  runbookUrl: TEXT,
  scrapeEvery: DURATION,
  scrapers: LIST_OF_MAPS,
};

/** The types of the props of a RestateClusterMonitoring. */
export const CLUSTER_MONITORING_TYPES: PropTypes<RestateClusterMonitoring> = {
  ...MONITORING_TYPES,
  snapshotAge: DURATION,
};

/** The types of the props of a RestateRuntimeMonitoring. */
export const RUNTIME_MONITORING_TYPES: PropTypes<RestateRuntimeMonitoring> = {
  ...MONITORING_TYPES,
  drainAge: DURATION,
};
