import { Cluster } from './harness/cluster/cluster';
import { RESTATE_VERSIONS } from './harness/node/images';
import { describeOnNode, GREETER_NODE, useRestate } from './harness/on-node';
import { awakeableId } from './harness/restate/restate-client';
import { waitUntil } from './harness/wait';

const cluster = Cluster.connect();
const namespace = 'node-test';

describeOnNode('the node', GREETER_NODE, (node) => {
  beforeAll(() => cluster.createNamespace(namespace));

  afterAll(() => cluster.deleteNamespace(namespace));

  test('a Job runs its command with the environment, volumes and rights of its manifest', async () => {
    const script = `
      const fs = require('node:fs'), dns = require('node:dns/promises');
      const folder = '/var/run/secrets/kubernetes.io/serviceaccount/';
      (async () => {
        let readOnly = false;
        try { fs.writeFileSync('/file', ''); } catch { readOnly = true; }
        const token = fs.readFileSync(folder + 'token', 'utf8');
        const { KUBERNETES_SERVICE_HOST: host, KUBERNETES_SERVICE_PORT: port } = process.env;
        const allowed = async (path) => (await fetch('https://' + host + ':' + port + path,
          { headers: { authorization: 'Bearer ' + token } })).status;
        fs.writeFileSync('/dev/termination-log', JSON.stringify({
          greeting: process.env.GREETING,
          file: fs.readFileSync('/config/greeting', 'utf8'),
          uid: process.getuid(), readOnly, hostname: require('node:os').hostname(),
          own: await allowed('/api/v1/namespaces/${namespace}/configmaps/words'),
          other: await allowed('/api/v1/namespaces/default/configmaps'),
          address: (await dns.lookup('kubernetes.default')).address,
        }));
      })();
    `;
    await cluster.kubectl(
      ['apply', '-n', namespace, '-f', '-'],
      JSON.stringify({
        apiVersion: 'v1',
        kind: 'List',
        items: [
          {
            apiVersion: 'v1',
            kind: 'ConfigMap',
            metadata: { name: 'words' },
            data: { greeting: 'hello' },
          },
          {
            apiVersion: 'rbac.authorization.k8s.io/v1',
            kind: 'Role',
            metadata: { name: 'words' },
            rules: [
              {
                apiGroups: [''],
                resources: ['configmaps'],
                resourceNames: ['words'],
                verbs: ['get'],
              },
            ],
          },
          {
            apiVersion: 'rbac.authorization.k8s.io/v1',
            kind: 'RoleBinding',
            metadata: { name: 'words' },
            roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'words' },
            subjects: [{ kind: 'ServiceAccount', name: 'default' }],
          },
          {
            apiVersion: 'batch/v1',
            kind: 'Job',
            metadata: { name: 'look' },
            spec: {
              template: {
                spec: {
                  restartPolicy: 'Never',
                  securityContext: { runAsUser: 1000, runAsNonRoot: true },
                  containers: [
                    {
                      name: 'look',
                      image: 'node:22-alpine',
                      command: ['node', '-e', script],
                      env: [
                        {
                          name: 'WORD',
                          valueFrom: { configMapKeyRef: { name: 'words', key: 'greeting' } },
                        },
                        { name: 'GREETING', value: '$(WORD) $$(WORD)' },
                        {
                          name: 'NODE_EXTRA_CA_CERTS',
                          value: '/var/run/secrets/kubernetes.io/serviceaccount/ca.crt',
                        },
                      ],
                      securityContext: { readOnlyRootFilesystem: true },
                      volumeMounts: [{ name: 'config', mountPath: '/config' }],
                    },
                  ],
                  volumes: [{ name: 'config', configMap: { name: 'words' } }],
                },
              },
            },
          },
        ],
      }),
    );
    await cluster.kubectl([
      'wait',
      '-n',
      namespace,
      '--for=condition=Complete',
      'job/look',
      '--timeout=30s',
    ]);

    const [pod] = await cluster.client.list(
      `/api/v1/namespaces/${namespace}/pods?labelSelector=job-name=look`,
    );
    expect(JSON.parse(pod.status.containerStatuses[0].state.terminated.message)).toEqual({
      greeting: 'hello $(WORD)',
      file: 'hello',
      uid: 1000,
      readOnly: true,
      hostname: pod.metadata.name,
      own: 200,
      other: 403,
      address: '10.96.0.1',
    });
  });

  test('a Job whose command fails is tried again and then failed', async () => {
    await cluster.kubectl(
      ['apply', '-n', namespace, '-f', '-'],
      JSON.stringify({
        apiVersion: 'batch/v1',
        kind: 'Job',
        metadata: { name: 'fail' },
        spec: {
          backoffLimit: 1,
          template: {
            spec: {
              restartPolicy: 'OnFailure',
              containers: [{ name: 'fail', image: 'node', args: ['-e', 'process.exit(3)'] }],
            },
          },
        },
      }),
    );
    await cluster.kubectl([
      'wait',
      '-n',
      namespace,
      '--for=condition=Failed',
      'job/fail',
      '--timeout=30s',
    ]);
  });

  /** The id of the awakeable that a handler in one of the pods waits for. */
  const waiting = (app: string, key: string): Promise<string> =>
    waitUntil({ for: `the handler to wait in a pod of ${app}` }, async () => {
      const pods = await cluster.client.list(
        `/api/v1/namespaces/${namespace}/pods?labelSelector=app=${app}`,
      );
      return pods
        .map((pod) => awakeableId(node.container(namespace, pod.metadata.name).log, key))
        .find((id) => id !== undefined);
    });

  describe.each(RESTATE_VERSIONS)('with Restate %s', (version) => {
    const restate = useRestate({ version });

    test('a ReplicaSet becomes ready, and the server reaches it by the name of its Service', async () => {
      const name = `greeter-${version.replace('.', '-')}`;
      await cluster.kubectl(['apply', '-n', namespace, '-f', '-'], JSON.stringify(greeter(name)));
      await cluster.kubectl([
        ...['wait', '-n', namespace, `replicaset/${name}`, '--timeout=30s'],
        '--for=jsonpath={.status.readyReplicas}=2',
      ]);

      await restate.client.register(`http://${name}.${namespace}.svc.cluster.local:9080`);
      expect(await restate.client.invoke('Greeter/greet', 'you')).toBe('v1: hello you');

      const invocation = await restate.client.send('Greeter/wait', version);
      const id = await waiting(name, version);
      // The pods may go while the invocation waits: it goes on wherever a pod is.
      await cluster.kubectl(['delete', 'pods', '-n', namespace, '-l', `app=${name}`]);
      await waiting(name, version);
      await restate.client.resolveAwakeable(id, 'done');
      expect(await restate.client.attach(invocation)).toBe('v1: done');
    });
  });
});

function greeter(name: string): object {
  const labels = { app: name };
  return {
    apiVersion: 'v1',
    kind: 'List',
    items: [
      {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: { name },
        spec: { selector: labels, ports: [{ port: 9080, targetPort: 'h2c' }] },
      },
      {
        apiVersion: 'apps/v1',
        kind: 'ReplicaSet',
        metadata: { name },
        spec: {
          replicas: 2,
          selector: { matchLabels: labels },
          template: {
            metadata: { labels },
            spec: {
              containers: [
                {
                  name: 'greeter',
                  image: 'greeter:v1',
                  ports: [{ name: 'h2c', containerPort: 9080 }],
                  readinessProbe: { tcpSocket: { port: 'h2c' } },
                },
              ],
            },
          },
        },
      },
    ],
  };
}
