import { execFileSync } from 'node:child_process';
import { App, Chart, Size } from 'cdk8s';
import { RestateCluster, RestateConfig } from '../../src';
import { warningsOf } from '../core/warnings-of';
import { RESTATE_VERSIONS, restateServerProgram } from './harness/node/images';

describe('the configuration of a server', () => {
  test.each(RESTATE_VERSIONS)('%s prints no key by default that synth warns of', (version) => {
    const dump = execFileSync(restateServerProgram(version), ['--dump-config'], {
      encoding: 'utf8',
      env: {},
    });
    expect(dump).toContain('[worker.invoker]');
    const cluster = new RestateCluster(new Chart(new App(), 'app'), 'restate', {
      compute: { image: `restatedev/restate:${version}` },
      storage: { size: Size.gibibytes(1) },
      config: RestateConfig.fromToml(dump),
    });
    expect(warningsOf(cluster)).toEqual([]);
  });
});
