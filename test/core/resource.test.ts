import { ApiObject, App, Chart, JsonPatch, Yaml, YamlOutputType } from 'cdk8s';
import type { AppProps, IResolver } from 'cdk8s';
import { faultsOf } from './faults-of';
import { KnativeService, RestateAdmin, RestateCluster, RestateConfig } from '../../src';
import { MINIMAL as CLUSTER, newCluster, object } from '../cluster/synth';
import { MINIMAL, newDeployment } from '../deployment/synth';

const args = (text: string) => ({
  template: { spec: { containers: [{ name: 'app', image: 'a:1', args: [text] }] } },
});

function chartOf(props: AppProps, id = 'shop'): Chart {
  return new Chart(new App(props), id, { namespace: 'apps' });
}

describe('texts', () => {
  test.each([
    ['several lines that begin with a tab', '\tset -e\n\techo\n', 'begins with a tab'],
    ['an empty line before a tab', '\n\techo', 'begins with a tab'],
    ['a line separator', 'a\u2028 b', 'contains the character U+2028'],
    ['a paragraph separator', 'a\u2029b', 'contains the character U+2029'],
    ['a next line', 'a\u0085b', 'contains the character U+0085'],
    ['a C1 control', 'a\u009bb', 'contains the character U+009B'],
    ['a byte order mark', 'a\ufeffb', 'contains the character U+FEFF'],
    ['half of a surrogate pair', 'a\ud800b', 'contains half of a surrogate pair'],
    ['an octal integer of Go', '0o17', 'kubectl would read a number'],
    ['a hexadecimal integer of Go', '0X1F', 'kubectl would read a number'],
    ['spaces and line breaks', ' \n \n', 'kubectl would lose the spaces'],
  ])('%s is a fault, with the path in the object', (_, text, problem) => {
    const faults = faultsOf(newDeployment(args(text)));
    expect(faults.join('\n')).toContain(problem);
    expect(faults.join('\n')).toContain('.spec.template.spec.containers[0].args[0]: ');
  });

  test('the merge key of YAML is a fault', () => {
    const annotations = { a: 'b' };
    const template = {
      ...args('a').template,
      spec: { ...args('a').template.spec, x: { '<<': 'c' } },
    };
    const faults = faultsOf(
      newDeployment({
        template: undefined,
        rawTemplate: { ...template, metadata: { annotations } },
      }),
    );
    expect(faults.join('\n')).toContain('the key "<<" is the merge key of YAML');
  });

  test.each(['a\n\tb\n', '\ta', 'é 😀', '\u0001\tb\n', '0777', '<<', 'yes', '1e3'])(
    '%j is written as it is',
    (text) => {
      const deployment = newDeployment(args(text));
      expect(faultsOf(deployment)).toEqual([]);
      const { spec } = deployment.replicaSet.toJson().spec.template;
      expect(spec.containers[0].args).toEqual([text]);
    },
  );

  const toml = (text: string) => {
    const cluster = newCluster({ config: RestateConfig.fromToml(text) });
    expect(faultsOf(cluster)).toEqual([]);
    const { volumes } = object(cluster, 'StatefulSet', 'restate').spec.template.spec;
    const { name } = volumes.find((volume: any) => volume.name === 'config').configMap;
    return object(cluster, 'ConfigMap', name).data['config.toml'];
  };

  test('a configuration that is indented by tabs loses the indentation', () => {
    expect(toml('\n\troles = ["admin"]\n\t[admin]\n\t\tbind-address = "a"\n')).toBe(
      'roles = ["admin"]\n[admin]\n\tbind-address = "a"\n',
    );
  });

  test('values of several lines keep their tabs', () => {
    expect(toml('\tcluster-name = "a"\n\tlog-filter = """\n\tb"""\n')).toBe(
      'cluster-name = "a"\n\tlog-filter = """\n\tb"""\n',
    );
  });

  test('a configuration that kubectl can read is not changed', () => {
    expect(toml('\n  [admin]\n\tbind-address = "a"\n')).toBe('\n  [admin]\n\tbind-address = "a"\n');
  });
});

describe('objects that are named by their content', () => {
  const image: IResolver = {
    resolve(context) {
      if (context.value === 'greeter:1') context.replaceValue('mirror/greeter:1');
    },
  };

  test('a JSON patch of a version is a fault that names the place and the prop', () => {
    const deployment = newDeployment();
    const path = '/spec/template/spec/containers/0/image';
    deployment.replicaSet.addJsonPatch(JsonPatch.replace(path, 'mirror/greeter:1'));
    expect(faultsOf(deployment)).toEqual([
      `[shop/greeter] ReplicaSet ${deployment.versionName}.spec.template.spec.containers[0].image: is "mirror/greeter:1" after JSON patches and resolvers, but the name of the object is a hash that was made with "greeter:1"; write it in template, so that it makes a version of its own`,
    ]);
  });

  test('a resolver that changes a version is a fault', () => {
    const faults = faultsOf(newDeployment({}, chartOf({ resolvers: [image] })));
    expect(faults.join('\n')).toContain('is "mirror/greeter:1" after JSON patches and resolvers');
  });

  test('a JSON patch of a Job is a fault, and so is one of a Knative revision', () => {
    const chart = chartOf({});
    const deployment = newDeployment({}, chart);
    const job = chart.node.findAll().find((node: any) => node.kind === 'Job') as any;
    job.addJsonPatch(JsonPatch.add('/spec/ttlSecondsAfterFinished', 5));
    const knative = new KnativeService(chart, 'knative', { admin: MINIMAL.admin, image: 'a:1' });
    knative.service.addJsonPatch(JsonPatch.remove('/spec/template/spec/containers/0/ports'));
    const faults = faultsOf(deployment).join('\n');
    expect(faults).toContain('spec.ttlSecondsAfterFinished: is 5 after');
    expect(faults).toContain('write it in template or rawTemplate');
  });

  test('a name that is a hash may not be patched, and other fields may', () => {
    const deployment = newDeployment();
    deployment.replicaSet.metadata.addLabel('team', 'a');
    deployment.replicaSet.addJsonPatch(JsonPatch.replace('/spec/replicas', 3));
    expect(faultsOf(deployment)).toEqual([]);
    const other = newDeployment();
    other.replicaSet.addJsonPatch(JsonPatch.replace('/metadata/name', 'mine'));
    expect(faultsOf(other).join('\n')).toContain('metadata.name: is "mine" after');
  });

  test('a JSON patch that cannot be applied is a fault of the construct', () => {
    const cluster = newCluster({});
    cluster.statefulSet.addJsonPatch(JsonPatch.test('/spec/replicas', 99));
    expect(faultsOf(cluster)).toEqual([
      expect.stringMatching(/^\[app\/restate\] StatefulSet restate: cannot be written: /),
    ]);
  });
});

test.each([
  ['as they are', () => undefined],
  ['patched', (each: ApiObject) => each.addJsonPatch(JsonPatch.add('/metadata/labels/a', 'b'))],
  ['with a further annotation', (each: ApiObject) => each.metadata.addAnnotation('a', 'b')],
])('objects %s are written as cdk8s would write them', (_, change) => {
  const chart = chartOf({});
  newCluster({ labels: { team: 'a' } }, chart);
  const containers = [{ name: 'app', image: 'a:1', z: [null, 1n], a: { b: null, d: {}, c: [] } }];
  newDeployment({ template: undefined, rawTemplate: { spec: { containers } } }, chart);
  const objects = chart.node.findAll().filter((each) => each instanceof ApiObject);
  expect(objects.length).toBeGreaterThan(15);
  for (const each of objects as ApiObject[]) {
    change(each);
    const { name } = each.toJson().metadata;
    const expected = ApiObject.prototype.toJson.call(each);
    expected.metadata.name = name;
    expect(Object.entries(each.toJson())).toStrictEqual(Object.entries(expected));
    expect(Yaml.stringify(each.toJson())).toBe(Yaml.stringify(expected));
  }
});

test('a text that is added to the metadata later is checked, and what cdk8s leaves out is not', () => {
  const deployment = newDeployment();
  deployment.replicaSet.metadata.addAnnotation('note', '\ta\n');
  expect(faultsOf(deployment).join('\n')).toContain('.metadata.annotations.note: ');
  const container = { name: 'app', image: 'a:1', x: { '<<': null } };
  const rawTemplate = { spec: { containers: [container] } };
  expect(faultsOf(newDeployment({ template: undefined, rawTemplate }))).toEqual([]);
});

describe('objects that others would overwrite', () => {
  const admin = RestateAdmin.fromUrl('http://restate.restate:9070');

  test('two clusters of one name in two charts are told once, with the way out', () => {
    const app = new App();
    new RestateCluster(new Chart(app, 'dev'), 'restate', CLUSTER);
    const prod = new RestateCluster(new Chart(app, 'prod'), 'restate', CLUSTER);
    expect(faultsOf(prod)).toEqual([
      '[prod/restate] name: Namespace "restate" is also made by "dev/restate"; rename or remove one of them; several environments need an App each, such as new App({ outdir: "dist/prod" })',
    ]);
  });

  const twoNamespaces = (yamlOutputType: YamlOutputType) => {
    const chart = chartOf({ yamlOutputType });
    newDeployment({ namespace: 'team-a', admin }, chart);
    return newDeployment({ namespace: 'team-b', admin, name: 'other' }, new Chart(chart, 'nested'));
  };
  const oneChart = (yamlOutputType: YamlOutputType) => {
    const chart = chartOf({ yamlOutputType });
    newDeployment({ namespace: 'team-a', admin }, chart);
    return new KnativeService(chart, 'knative', { namespace: 'team-b', admin, image: 'a:1' });
  };

  test.each([YamlOutputType.FILE_PER_RESOURCE, YamlOutputType.FOLDER_PER_CHART_FILE_PER_RESOURCE])(
    'a file that cdk8s would write twice is a fault (%s)',
    (type) => {
      const faults = faultsOf(oneChart(type)).join('\n');
      expect(faults).toMatch(/would write \w+ "[^"]+" to the same file as that of "shop\//);
    },
  );

  test.each([YamlOutputType.FILE_PER_CHART, YamlOutputType.FILE_PER_APP])(
    'objects of one name in two namespaces may stand in one file (%s)',
    (type) => {
      expect(faultsOf(oneChart(type))).toEqual([]);
    },
  );

  test('a chart for each is a way out with a folder for each', () => {
    expect(faultsOf(twoNamespaces(YamlOutputType.FOLDER_PER_CHART_FILE_PER_RESOURCE))).toEqual([]);
  });
});

test('an integer beyond 2^53 is carried exactly as a quantity', () => {
  const resources = { requests: { memory: 9007199254740993n } } as any;
  const cluster = newCluster({ compute: { ...CLUSTER.compute, resources } });
  expect(faultsOf(cluster)).toEqual([]);
  const [container] = object(cluster, 'StatefulSet', 'restate').spec.template.spec.containers;
  expect(container.resources.requests.memory).toBe('9007199254740993');
});
