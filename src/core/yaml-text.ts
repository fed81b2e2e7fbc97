/** Text that kubectl can't read, or reads as something else, in the YAML that cdk8s writes. */
export interface TextProblem {
  readonly problem: string;
  readonly remedy: string;
  /** Whether double quotes help; half a surrogate pair can't be written at all. */
  readonly quotable: boolean;
}

/**
 * cdk8s leaves these characters unescaped, and go-yaml refuses or changes them. Of U+FEFF it depends on the place: where
 * go-yaml's buffer happens to begin with it, the first character of each later line without indentation is lost.
 */
const SPECIAL = /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/;
export const SPECIAL_CHARACTERS = new RegExp(SPECIAL, 'g');

const HALF_A_PAIR = /\p{Cs}/u;

/** Such a text becomes a block scalar, whose first line may not begin with a tab. */
const TAB_FIRST = /^\n+\t|^\t[^]*\n|^[ \t]+\t\n+$/;

/** The spaces are lost in a block scalar. */
const SPACES_AND_NEWLINES = /^[ \n]* \n[ \n]*$|^\n[ \n]* $/;

/** cdk8s writes text with these in double quotes, which keep tabs and spaces. */
const CONTROL = /[\x00-\x08\x0b-\x1f]/;

/** Integers of go-yaml that are strings for YAML 1.1 in JavaScript. */
const INTEGER_OF_GO = /^[-+]?0(?:[oO][0-7_]+|B[01_]+|X[0-9a-fA-F_]+)$/;

/** Nearly all texts: of printable ASCII, more than spaces and line breaks, and no integer of go-yaml. */
const ORDINARY = /^[ \n]*(?![-+]?0[oOBX])[!-~][ -~\n]*$/;

const LONG = 4096;
/** The last long one of them: the runtime's script, which each namespace has, need not be read each time. */
let ordinaryBefore = '';

/** What is wrong with a text as a value of a manifest; undefined for nearly all texts. */
export function textProblem(text: string): TextProblem | undefined {
  return isOrdinary(text) ? undefined : unusualProblem(text);
}

function isOrdinary(text: string): boolean {
  if (text.length < LONG) return ORDINARY.test(text);
  if (text === ordinaryBefore) return true;
  if (!ORDINARY.test(text)) return false;
  ordinaryBefore = text;
  return true;
}

function unusualProblem(text: string): TextProblem | undefined {
  if (HALF_A_PAIR.test(text)) {
    return {
      problem: 'contains half of a surrogate pair, which is no character',
      remedy: 'remove it',
      quotable: false,
    };
  }
  const special = SPECIAL.exec(text);
  if (special !== null) {
    const code = special[0].charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
    return {
      problem: `contains the character U+${code}, which kubectl does not read`,
      remedy: 'remove it',
      quotable: true,
    };
  }
  const quoted = CONTROL.test(text);
  if (!quoted && TAB_FIRST.test(text)) {
    return {
      problem: 'has several lines and begins with a tab, which kubectl cannot read',
      remedy: 'indent the first line with spaces, or not at all',
      quotable: true,
    };
  }
  if (!quoted && SPACES_AND_NEWLINES.test(text)) {
    return {
      problem: 'consists of spaces and line breaks, and kubectl would lose the spaces',
      remedy: 'remove the spaces',
      quotable: true,
    };
  }
  if (INTEGER_OF_GO.test(text)) {
    return {
      problem: 'is a string, but kubectl would read a number',
      remedy: 'write the number in decimal digits',
      quotable: true,
    };
  }
  return undefined;
}

/** What is wrong with a text as a key of a manifest. */
export function keyProblem(key: string): TextProblem | undefined {
  if (key === '<<') {
    return {
      problem: 'is the merge key of YAML',
      remedy: 'choose another key',
      quotable: true,
    };
  }
  return textProblem(key);
}
