import { RENDER_FLAGS } from './flags';
import type { RenderOptions } from './flags';
import { networkOptions } from './network-flags';
import { writeFiles } from './output';
import { render } from './render';
import { toYaml } from './yaml';
import { shown } from '../../core/faults';
import { defineCommand } from '../command';
import { readFiles, report } from '../input/files';
import { CommandError, UsageError } from '../io';

/** A CronJob's Jobs are named after it, with a suffix of eleven characters. */
const RUNTIME_NAME = /^[a-z0-9]([-a-z0-9]{0,50}[a-z0-9])?$/;

/** `cdk8s-restate render`. */
export const renderCommand = defineCommand({
  name: 'render',
  positionals: 'FILE...',
  summary: "render the restate-operator's custom resources as plain Kubernetes objects",
  description:
    'Renders the custom resources of the restate-operator (RestateCluster, RestateDeployment, RestateCloudEnvironment) as the objects that the operator would create, and writes these as YAML to standard output. A FILE may contain several documents; - is standard input.',
  flags: RENDER_FLAGS,
  exitStatus:
    '0 on success; 1 if the input is empty or invalid, with all faults on standard error (FILE: KIND/NAME: FIELD: PROBLEM; REMEDY) and nothing on standard output; 2 if the command line is invalid.',

  async run(options, names, io) {
    checkOptions(options);
    const { files, faults } = await readFiles(names, io);
    const rendering = render(files, options);
    report('Warning: ', rendering.warnings, io);
    const allFaults = [...faults, ...rendering.faults];
    if (allFaults.length > 0) {
      report('', allFaults, io);
      return 1;
    }
    if (rendering.objects.length === 0) {
      // A tool that prunes would take an empty manifest for the wish to remove everything.
      throw new CommandError(
        `no objects in ${names.join(', ')}; check the command or the files that it comes from`,
      );
    }
    if (options.outputDir === undefined) {
      io.stdout.write(toYaml(rendering.objects));
    } else {
      const { written, removed } = writeFiles(options.outputDir, rendering.objects);
      for (const path of written) io.stderr.write(`wrote ${path}\n`);
      for (const path of removed) io.stderr.write(`removed ${path}\n`);
    }
    return 0;
  },
});

/** @throws UsageError if flags contradict each other or their values are invalid */
function checkOptions(options: RenderOptions): void {
  networkOptions(options);
  checkManagedPolicies(options);
  const { operatorNamespace, operatorLabelName, operatorLabelValue, runtimeName } = options;
  const label = [operatorLabelName, operatorLabelValue];
  const given = label.filter((part) => part !== undefined).length;
  if (given === 1 || (given === 2 && operatorNamespace === undefined)) {
    const missing = (['operatorNamespace', 'operatorLabelName', 'operatorLabelValue'] as const)
      .filter((option) => options[option] === undefined)
      .map((option) => `--${RENDER_FLAGS[option].name}`);
    throw new UsageError(
      `the flags --operator-namespace, --operator-label-name and --operator-label-value must be set together; add ${missing.join(' and ')}`,
    );
  }
  if (runtimeName !== undefined && !RUNTIME_NAME.test(runtimeName)) {
    throw new UsageError(
      `--runtime-name: ${shown(runtimeName)} is not a DNS label of at most 52 characters; write lowercase alphanumeric characters or "-", starting and ending with an alphanumeric character`,
    );
  }
}

/** No NetworkPolicy is created at all where all are managed by other means. */
function checkManagedPolicies(options: RenderOptions): void {
  if (options.manageNetworkPolicies !== 'false') return;
  const contradiction = options.runtimeNetworkPolicy
    ? '--runtime-network-policy'
    : options.runtimeAccess === 'network-policy'
      ? '--runtime-access=network-policy'
      : undefined;
  if (contradiction === undefined) return;
  throw new UsageError(
    `${contradiction} creates NetworkPolicies, which --manage-network-policies=false forbids; remove one of them`,
  );
}
