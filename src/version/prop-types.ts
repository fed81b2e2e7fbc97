import { BOOLEAN, DURATION, LIST_OF_MAPS, MAP, TEXT, instanceOf, madeBy } from '../core/prop-types';

/** The types of the props that all constructs of versions have. */
export const VERSION_TYPES = {
  admin: madeBy('RestateAdmin'),
  annotations: MAP,
  breaking: BOOLEAN,
  deletionPolicy: madeBy('RestateDeletionPolicy'),
  drainDelay: DURATION,
  labels: MAP,
  name: TEXT,
  namespace: TEXT,
  paused: BOOLEAN,
  rawTemplate: MAP,
  registrationMetadata: madeBy('RestateRegistrationMetadata'),
  runtime: instanceOf('RestateRuntime'),
  template: MAP,
  useHttp11: BOOLEAN,
};

/** The types of the further props of a RestateDeployment. */
export const DEPLOYMENT_TYPES = {
  ...VERSION_TYPES,
  autoscaling: { behavior: MAP, metrics: LIST_OF_MAPS, overrides: MAP },
  gate: madeBy('RestateGate'),
  externalAutoscaling: {},
  headlessService: BOOLEAN,
  inProcessTunnel: BOOLEAN,
  minReady: DURATION,
  selector: MAP,
  serviceMesh: madeBy('RestateServiceMesh'),
};

/** The types of the props of the Job of a gate. */
export const GATE_JOB_TYPES = { rawTemplate: MAP, template: MAP, timeout: DURATION };

/** The types of the further props of Knative deployments and services. */
export const KNATIVE_TYPES = {
  ...VERSION_TYPES,
  clusterLocal: BOOLEAN,
  ingress: madeBy('RestateKnativeIngress'),
  rolloutDuration: DURATION,
  tag: TEXT,
};
