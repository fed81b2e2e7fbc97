import { join } from 'node:path';

/** What stands for a container image: programs of this machine, at the paths that the image has. */
export interface Image {
  /** Runs if the container has no `command`. */
  readonly entrypoint?: string[];
  readonly env?: { [name: string]: string };
  /** Path in the container -> file or folder of this machine. */
  readonly files?: { [path: string]: string };
  /** @default 0, as in most images */
  readonly user?: number;
}

/** Image reference, or repository for all of its tags -> what stands for it. */
export interface ImageTable {
  readonly [reference: string]: Image;
}

/** Undefined for an image that is only to look as if it ran. */
export function findImage(table: ImageTable, reference: string): Image | undefined {
  const withoutDigest = reference.replace(/@.*$/, '');
  const repository = withoutDigest.replace(/:[^/:]*$/, '');
  return table[reference] ?? table[withoutDigest] ?? table[repository];
}

/** The programs that setup.sh installed from programs/package.json. */
function installed(path: string): string {
  return join(process.env.E2E_PROGRAMS!, 'node_modules', path);
}

/** Node, as the image of the same name has it. */
export function nodeImage(): Image {
  return { entrypoint: ['node'], files: { '/usr/local/bin/node': process.execPath } };
}

/** The releases of the Restate server that the tests run. */
export const RESTATE_VERSIONS = ['1.7', '1.6', '1.5'] as const;
export type RestateVersion = (typeof RESTATE_VERSIONS)[number];

/** For the tests that run one release only. */
export const DEFAULT_RESTATE_VERSION = (process.env.E2E_RESTATE ?? '1.7') as RestateVersion;

export function restateServerProgram(version: RestateVersion): string {
  return installed(`restate-server-${version.replace('.', '-')}/bin/restate-server`);
}

export function restateImage(version: RestateVersion): Image {
  return {
    entrypoint: ['restate-server'],
    files: { '/usr/local/bin/restate-server': restateServerProgram(version) },
  };
}

/** Envoy, as its distroless image has it. */
export function envoyImage(): Image {
  return {
    entrypoint: ['/usr/local/bin/envoy'],
    files: { '/usr/local/bin/envoy': process.env.E2E_ENVOY! },
    user: 65532,
  };
}

/** One of the scripts in services/, with the Restate SDK. */
export function serviceImage(script: string, env: { [name: string]: string } = {}): Image {
  return {
    entrypoint: ['node', `/app/${script}`],
    env,
    files: {
      '/usr/local/bin/node': process.execPath,
      '/app': join(__dirname, '..', '..', 'services'),
      '/node_modules': installed('.'),
    },
  };
}
