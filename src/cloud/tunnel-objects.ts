import type { CloudModel } from './model';
import type { Json } from '../core/json';
import { mergeManifests } from '../core/merge';
import { POD_USER, readOnlyContainer, restrictedPod } from '../core/restricted';

const TOKEN_PATH = '/restate-bearer-token';
const TOKEN_VOLUME = 'bearer-token';
const HEALTH_PORT = 9090;
/** The environment's own ports, which the tunnel can serve in the Kubernetes cluster. */
const PROXY_PORTS = { ingress: 8080, admin: 9070 };

const DEFAULT_RESOURCES = {
  limits: { cpu: '2', memory: '2Gi' },
  requests: { cpu: '1', memory: '1Gi' },
};

/** The Deployment of the tunnel's pods. */
export function tunnelDeploymentSpec(cloud: CloudModel): Json {
  const { tunnel } = cloud;
  return {
    replicas: tunnel.replicas,
    selector: { matchLabels: cloud.selector },
    template: mergeManifests(tunnelTemplate(cloud), cloud.overrides),
  };
}

function tunnelTemplate(cloud: CloudModel): Json {
  const { tunnel } = cloud;
  return {
    metadata: { labels: cloud.labels, annotations: cloud.annotations },
    spec: {
      affinity: tunnel.affinity,
      automountServiceAccountToken: false,
      containers: [tunnelContainer(cloud)],
      dnsConfig: tunnel.dnsConfig,
      dnsPolicy: tunnel.dnsPolicy,
      nodeSelector: tunnel.nodeSelector,
      securityContext: { ...POD_USER, ...restrictedPod(cloud.restricted) },
      // The tunnel client gives open requests five minutes to finish.
      terminationGracePeriodSeconds: 310,
      tolerations: tunnel.tolerations,
      volumes: [
        {
          name: TOKEN_VOLUME,
          secret: {
            secretName: cloud.bearerToken.name,
            items: [{ key: cloud.bearerToken.key, path: TOKEN_VOLUME }],
          },
        },
      ],
    },
  };
}

/** The Service of the tunnel's pods. */
export function tunnelServiceSpec({ selector, tunnel }: CloudModel): Json {
  return {
    selector,
    ports: [
      ...proxyPorts(tunnel).map(([name, port]) => ({
        name,
        port,
        appProtocol: 'kubernetes.io/h2c',
      })),
      { name: 'health', port: HEALTH_PORT },
    ],
  };
}

function tunnelContainer(cloud: CloudModel): Json {
  const { tunnel } = cloud;
  return {
    name: 'restate-cloud-tunnel-client',
    image: cloud.image,
    imagePullPolicy: tunnel.imagePullPolicy,
    env: tunnelEnv(cloud),
    ports: [
      ...proxyPorts(tunnel).map(([name, containerPort]) => ({ name, containerPort })),
      { name: 'health', containerPort: HEALTH_PORT },
    ],
    readinessProbe: { httpGet: { path: '/health', port: HEALTH_PORT } },
    resources: tunnel.resources ?? DEFAULT_RESOURCES,
    securityContext: readOnlyContainer(cloud.restricted),
    volumeMounts: [
      { name: TOKEN_VOLUME, mountPath: TOKEN_PATH, readOnly: true, subPath: TOKEN_VOLUME },
    ],
  };
}

/** The variables of the tunnel client; the user's replace the defaults. */
function tunnelEnv(cloud: CloudModel): Json[] {
  const given: Json[] = cloud.tunnel.env ?? [];
  const names = new Set(given.map((variable) => variable.name));
  const defaults = Object.entries({
    RESTATE_TUNNEL_NAME: cloud.tunnelName,
    RESTATE_SIGNING_PUBLIC_KEY: cloud.signingPublicKey,
    RESTATE_ENVIRONMENT_ID: cloud.environmentId,
    RESTATE_CLOUD_REGION: cloud.region,
    RESTATE_BEARER_TOKEN_FILE: TOKEN_PATH,
    RESTATE_REMOTE_PROXY: String(cloud.tunnel.remoteProxy ?? false),
    RUST_BACKTRACE: '1',
    RUST_LIB_BACKTRACE: '0',
    RUST_LOG: 'info',
  }).map(([name, value]) => ({ name, value }));
  return [...defaults.filter(({ name }) => !names.has(name)), ...given];
}

function proxyPorts(tunnel: Json): Array<[string, number]> {
  return tunnel.remoteProxy === true ? Object.entries(PROXY_PORTS) : [];
}
