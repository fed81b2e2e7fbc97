/** The apps that exist in each language. */
export type App = 'quickstart' | 'clusters' | 'services' | 'wrong-props';

/** How a language's users install the package and run their apps. */
export interface Consumer {
  readonly language: string;

  /** How the language tells of an app that fails: what stands before the message. */
  readonly failure: RegExp;

  /** Whether its apps write the very bytes that those in TypeScript write, and not only the same objects. */
  readonly writesTheSame?: boolean;

  /** The command line that comes with the package, where the language has such a thing; run in that folder. */
  readonly commandLine?: readonly string[];

  /** Installs the package and the apps in an empty folder. */
  install(folder: string): void;

  /** The command, run in that folder, that runs an app. */
  command(app: App, folder: string): string[];
}
