import { copyFileSync, cpSync, readFileSync, writeFileSync } from 'fs';
import { delimiter, join } from 'path';
import { EXAMPLES, exampleFile, isExample } from './consumer';
import type { Consumer, TestApp } from './consumer';
import { run } from '../command';
import { APPS, PROJECT, sources, VERSIONS } from '../packages';

const CLASSES: { readonly [app in TestApp]: string } = {
  clusters: 'Clusters',
  services: 'Services',
  'newer-plus': 'NewerPlus',
  'wrong-props': 'WrongProps',
};

/** One build of the package and the apps, so that the package need not be installed anywhere. */
const BUILD = `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>com.example</groupId>
  <artifactId>build</artifactId>
  <version>1</version>
  <packaging>pom</packaging>
  <modules>
    <module>package</module>
    <module>apps</module>
  </modules>
</project>
`;

export const java: Consumer = {
  language: 'Java',
  failure: /RuntimeException: Error: /,

  install(folder) {
    const repository = run([join(PROJECT, 'test/packages/java-peers.sh')], { cwd: PROJECT }).trim();
    writeFileSync(join(folder, 'pom.xml'), BUILD);
    cpSync(sources('java'), join(folder, 'package'), { recursive: true });
    cpSync(join(APPS, 'java'), join(folder, 'apps'), { recursive: true });
    for (const [name, className] of Object.entries(EXAMPLES)) {
      const file = `${className}.java`;
      copyFileSync(exampleFile(name, file), join(folder, 'apps/src/main/java/app', file));
    }
    const properties = [
      `maven.repo.local=${repository}`,
      `cdk8s-plus-33.version=${VERSIONS['cdk8s-plus-33']}`,
      'maven.javadoc.skip',
      'maven.source.skip',
    ];
    run(
      [
        ...['mvn', '--batch-mode', '--quiet', ...properties.map((property) => `-D${property}`)],
        ...['package', 'dependency:build-classpath', '-Dmdep.outputFile=classpath'],
      ],
      { cwd: folder },
    );
  },

  command(app, folder) {
    const className = isExample(app) ? EXAMPLES[app] : CLASSES[app];
    const classpath = readFileSync(join(folder, 'apps/classpath'), 'utf8');
    const classes = join(folder, 'apps/target/classes');
    return ['java', '--class-path', [classes, classpath].join(delimiter), `app.${className}`];
  },
};
