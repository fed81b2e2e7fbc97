import { join } from 'path';
import { PROJECT } from '../packages';

/** The examples that are there in each language, with the name of their class in Java. */
export const EXAMPLES = {
  quickstart: 'Quickstart',
  'versioned-service': 'VersionedService',
  'plain-deployment': 'PlainDeployment',
  'raft-three-nodes': 'RaftThreeNodes',
} as const;

/** The apps of the tests in each language. */
export type TestApp = 'clusters' | 'services' | 'newer-plus' | 'wrong-props';

export type App = keyof typeof EXAMPLES | TestApp;

export function isExample(app: App): app is keyof typeof EXAMPLES {
  return app in EXAMPLES;
}

/** A file of an example. */
export function exampleFile(example: string, file: string): string {
  return join(PROJECT, 'examples', example, file);
}

/** How a language's users install the package and run their apps. */
export interface Consumer {
  readonly language: string;

  /** How the language tells of an app that fails: what stands before the message. */
  readonly failure: RegExp;

  /** The command line that comes with the package, where the language has such a thing; run in that folder. */
  readonly commandLine?: readonly string[];

  /** Installs the package and the apps in an empty folder. */
  install(folder: string): void;

  /** The command, run in that folder, that runs an app. */
  command(app: App, folder: string): string[];
}
