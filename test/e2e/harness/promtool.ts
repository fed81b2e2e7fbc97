import { execFile } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';

/** Series in the notation of promtool: name and labels -> values, one a minute. */
export interface Series {
  readonly [series: string]: string;
}

/** What alerts a PrometheusRule raises. */
export interface RuleTest {
  readonly series: Series;
  /** Minutes after the beginning. */
  readonly minute: number;
  readonly alert: string;
  /** The labels of the alert, without those of the rule; left out, it must not fire. */
  readonly fires?: { readonly [label: string]: string };
  /** What the templates of its texts become. */
  readonly value?: { readonly [template: string]: string };
}

/**
 * Has promtool check the rules of a PrometheusRule and run tests of them.
 *
 * @returns its complaints; none: empty
 */
export async function testRules(rule: any, tests: readonly RuleTest[]): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'rules-'));
  const write = (name: string, content: object) =>
    writeFileSync(join(folder, name), stringify(content));
  write('rules.yaml', { groups: rule.spec.groups });
  write('tests.yaml', {
    rule_files: ['rules.yaml'],
    evaluation_interval: '1m',
    tests: tests.map((each) => unitTest(rule, each)),
  });
  return (
    (await promtool(folder, ['check', 'rules', '--lint-fatal', 'rules.yaml'])) ||
    (await promtool(folder, ['test', 'rules', 'tests.yaml']))
  );
}

/** What promtool has to say of a page of metrics: names, types and help that are no good. */
export async function checkMetrics(page: string): Promise<string> {
  return promtool(tmpdir(), ['check', 'metrics'], page);
}

function unitTest(rule: any, { series, minute, alert, fires, value = {} }: RuleTest): object {
  const { labels, annotations } = rule.spec.groups[0].rules.find(
    (each: any) => each.alert === alert,
  );
  const rendered = (text: string) =>
    text.replace(/{{ (.*?) }}/g, (template, name: string) => {
      const label = /^\$labels\.(\w+)$/.exec(name)?.[1];
      return (label === undefined ? value[name] : fires?.[label]) ?? template;
    });
  const texts = Object.entries<string>(annotations).map(([name, text]) => [name, rendered(text)]);
  const expected = {
    exp_labels: { ...labels, ...fires },
    exp_annotations: Object.fromEntries(texts),
  };
  return {
    name: alert,
    interval: '1m',
    input_series: Object.entries(series).map(([name, values]) => ({ series: name, values })),
    alert_rule_test: [
      { eval_time: `${minute}m`, alertname: alert, exp_alerts: fires ? [expected] : [] },
    ],
  };
}

/** What it says when it fails. */
function promtool(folder: string, args: readonly string[], input = ''): Promise<string> {
  const program = join(process.env.E2E_PROMETHEUS!, 'promtool');
  return new Promise((resolve) => {
    const options = { cwd: folder, timeout: 60_000 };
    const child = execFile(program, args, options, (error, stdout, stderr) =>
      resolve(error ? `promtool ${args.join(' ')}: ${stdout}${stderr}` : ''),
    );
    child.stdin!.end(input);
  });
}
