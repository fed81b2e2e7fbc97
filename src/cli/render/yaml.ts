import { Yaml } from 'cdk8s';
import { Document, Scalar, visit } from 'yaml';
import type { Tags } from 'yaml';
import { SPECIAL_CHARACTERS, keyProblem, textProblem } from '../../core/yaml-text';

const MERGE = 'tag:yaml.org,2002:merge';

/** Objects as a YAML stream, as cdk8s writes it; texts that kubectl would not read as they are meant are quoted. */
export function toYaml(objects: readonly any[]): string {
  return objects.map(documentText).join('---\n');
}

/** A key "<<" is a text here, never a merge. */
const customTags = (tags: Tags): Tags =>
  tags.filter((tag) => (typeof tag === 'string' ? tag !== 'merge' : tag.tag !== MERGE));

function documentText(object: any): string {
  const document = new Document(object, { keepUndefined: true, version: '1.1', customTags });
  let quoted = false;
  visit(document, {
    Scalar(at, node) {
      if (typeof node.value !== 'string') return;
      const problem = at === 'key' ? keyProblem(node.value) : textProblem(node.value);
      if (problem === undefined) return;
      node.type = Scalar.QUOTE_DOUBLE;
      quoted = true;
    },
  });
  if (!quoted) return Yaml.stringify(object);
  // Within double quotes, line breaks stay escaped, so that no line begins with a tab.
  const text = document.toString({ lineWidth: 0, doubleQuotedMinMultiLineLength: Infinity });
  return text.replace(
    SPECIAL_CHARACTERS,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
