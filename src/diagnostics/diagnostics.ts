/** The one table of what netspec can find, and what a diagnostic is. */

import { positionAt, type Source, type Span } from '../text/source.js';
import { type Allowance, findAllowances } from './allowances.js';

export type Severity = 'error' | 'warning';

export interface CodeEntry {
  readonly severity: Severity;
  /** Whether a comment can switch it off where it is wrong: `# netspec-allow CODE: reason`. */
  readonly isLint?: boolean;
  /** The rule, in a sentence. */
  readonly rule: string;
  /** Why it is a rule, and what to do. */
  readonly why: string;
}

const error = (rule: string, why: string): CodeEntry => ({ severity: 'error', rule, why });
const warning = (rule: string, why: string): CodeEntry => ({ severity: 'warning', rule, why });
const lint = (entry: CodeEntry): CodeEntry => ({ ...entry, isLint: true });

export const codes = {
  // The text
  'not-text': error('A spec is UTF-8 text.', 'Bytes that are no text can be read in more than one way, or in none.'),
  'yaml-syntax': error(
    'A spec is a YAML 1.2 document.',
    'Where the YAML is broken, nothing after that place can be read with certainty, so this is reported first and alone.',
  ),
  'unquoted-value': error(
    'Inside braces and brackets a value with a comma or with ${} is quoted.',
    'In flow style YAML ends a plain value at a comma or a brace, so max(a, b) would become two entries.',
  ),
  'duplicate-key': error(
    'A key stands once in a mapping.',
    'Of two values for one key YAML readers keep either, and the other is lost without a word.',
  ),
  'yaml-tag': error(
    'A spec has no YAML tags.',
    'Tags such as !!python/object ask the reader to make something else of a value; a spec needs none.',
  ),
  'yaml-alias': error(
    'An alias names an anchor that stands before it, and does not contain itself.',
    'Anything else has no finite meaning.',
  ),
  'too-large': error(
    'A spec stays within sane limits.',
    'Beyond them a spec is a mistake or an attack: a bomb of aliases, nesting without end, more layers or elements than any machine holds.',
  ),
  'empty-spec': error('A spec says something.', 'An empty file has no network in it.'),

  // The schema
  'unknown-key': error(
    'A mapping has only the keys that are known in its place.',
    'TensorFlow.js ignores a key such as "pading" in silence, and the layer keeps its default.',
  ),
  'missing-key': error('What is required is there.', 'There is no default that would be right for every network.'),
  'wrong-type': error(
    'A value has the type of its key.',
    'A list where a number belongs, or a word where a mapping does, has no meaning.',
  ),
  'invalid-value': error(
    'A value is one that its key takes.',
    'A stride of 0 or a padding of "smae" would give a network that nobody meant.',
  ),
  'conflicting-keys': error(
    'Keys that exclude one another do not stand together.',
    'An item is one of: an op, layers in a row, branches side by side.',
  ),

  // Names
  'unknown-op': error(
    'An op is one of the ops, or a block of the spec.',
    'There is nothing to build for any other name.',
  ),
  'unknown-layer': error(
    'A layer that is referred to stands earlier in the same sequence or around it.',
    'Layers are wired by name; a block sees its own layers and inputs only, and is seen from outside by its outputs only.',
  ),
  'unknown-name': error(
    'A name in an expression is a parameter or a formula.',
    'An expression can only compute with what the spec or the block declares.',
  ),
  'unknown-parameter': error(
    'A parameter that is set is one that is declared.',
    'A value that nothing takes changes nothing.',
  ),
  'unknown-input': error(
    'An input that is named is one that the network has.',
    'A shape for an input that is not there changes nothing.',
  ),
  'unknown-endpoint': error(
    'A network is cut at one of its end points.',
    'Top-level layers are end points, and so is what endpoint: names.',
  ),
  'missing-argument': error(
    'A use of a block gives every parameter that has no default.',
    'The block cannot be built without it.',
  ),
  'missing-name': error(
    'A layer has a name, or a scope whose name it bears.',
    'Weights, reports and other layers know a layer by its name.',
  ),
  'duplicate-name': error(
    'A name is given once.',
    'Two layers of one name would share their variables, or the second would hide the first.',
  ),
  'invalid-name': error(
    'A name is made of letters, digits, _ and -, begins with a letter or a digit, and is no word of the language.',
    'Names become names of variables, functions and scopes in code, and TensorFlow takes no others for its variables.',
  ),
  'unreadable-spec': error(
    'A spec that is used as a block is there, and is text.',
    'Its path is looked for from the folder of the spec that uses it, with forward slashes on every system.',
  ),
  'spec-outside': error(
    'A spec that is used as a block stands below the folder that netspec runs in, or below that of the spec where that is elsewhere.',
    'Whoever compiles a spec of others wants no files read that they do not know of; so a path is relative, and stays inside.',
  ),
  'recursive-spec': error('A spec does not use itself.', 'Its expansion would never end.'),
  'recursive-block': error('A block does not use itself.', 'Its expansion would never end.'),
  'layer-switched-off': error(
    'A layer that is referred to is switched on wherever the reference is.',
    'With the parameters at hand the layer does not exist, and what refers to it has no input.',
  ),
  'unknown-rename': error(
    'A use renames layers that the block has.',
    'A rename of nothing does nothing, and the name it should have given is missing from the network.',
  ),

  'duplicate-output': lint(
    error(
      'Each output is another layer.',
      'Two outputs that are one layer say the same twice; most often one of them points at the wrong layer.',
    ),
  ),

  // What is written and has no effect
  'unused-layer': lint(
    error(
      'Every layer reaches an output.',
      'A layer whose output nothing reads is a network with a part missing: the shapes fit, and the result is wrong.',
    ),
  ),
  'unused-block': lint(
    warning('Every block is used.', 'A block that nothing uses is a leftover, or the use of it was mistyped.'),
  ),
  'unused-parameter': lint(
    warning('Every parameter and formula is used.', 'A parameter without effect misleads whoever sets it.'),
  ),
  'unused-input': lint(
    warning(
      'Every input of a block is used.',
      'What is handed to a block and not read there was meant to have an effect.',
    ),
  ),
  'pytorch-momentum': lint(
    warning(
      'The momentum of batch norm is the share of the old statistics that is kept.',
      'PyTorch counts the share of the new batch instead: its momentum of 0.1 is 0.9 here and in Keras. Only training shows the difference.',
    ),
  ),
  'channels-first': lint(
    warning(
      'The shape of an image is height x width x channels.',
      'An input of 3x224x224, as PyTorch writes it, is an image of 3 rows with 224 channels here; with padding same it passes for one.',
    ),
  ),
  'parallel-layers': lint(
    warning(
      'Branches of one layer each are not what was meant to be one branch.',
      'A list of branches has a list for each branch; with a dash too few, two layers in a row stand side by side, and their shapes often fit.',
    ),
  ),
  'unshared-weights': lint(
    warning(
      'Weights with a name are shared.',
      'A name that nobody else has shares nothing; most often the other name was mistyped, and there are two sets of weights.',
    ),
  ),
  'unused-default': lint(
    warning('Every default applies to some layer.', 'A default for an op that its scope does not use does nothing.'),
  ),

  'name-convention': lint(
    error(
      'A name has the form that the spec declares for it.',
      'Names are how weights are found again; one that says 1x1 of a 3x3 window misleads, and one out of order is often a branch that was changed by mistake.',
    ),
  ),
  'bad-allowance': warning(
    'A comment that switches a lint off names it, says why, and is needed.',
    'One that does nothing hides the next mistake on its line.',
  ),

  // Expressions
  'expression-syntax': error(
    'An expression is made of numbers, names, in.height and its like, operators and functions.',
    'Anything else has no meaning.',
  ),
  'expression-type': error(
    'A value in an expression has the type that its place needs.',
    'null and true are no numbers.',
  ),
  'division-by-zero': error('Nothing is divided by zero.', 'The result would be no number.'),
  'unknown-size': error(
    'What must be known does not depend on an unknown size.',
    'With an input of unknown size only windows of the form min(in.height, n) can be worked out, and a weight has one size whatever the input: put a global pool before a dense layer, or give the input a fixed size.',
  ),
  'shape-too-early': error(
    'Whether a layer is there, and what a scope is called, does not depend on a shape.',
    'The wiring is settled before shapes are worked out.',
  ),
  'recursive-formula': error('A formula does not use itself.', 'Its value would never be found.'),

  // Shapes
  'attribute-value': error(
    'An attribute comes to a value that it can have.',
    'A filter count of 2.5, a stride of 0 or a size below 1 makes a layer that cannot be built, or one that TensorFlow.js builds wrongly.',
  ),
  'wrong-rank': error(
    'An input has as many dimensions as the op needs.',
    'A convolution takes height, width and channels.',
  ),
  'input-count': error('An op gets as many inputs as it takes.', 'A join takes two or more, any other op one.'),
  'repeated-input': error(
    'A join takes a layer once.',
    'TensorFlow.js frees what is taken twice too early, and fails where another layer takes it, too.',
  ),
  'window-too-large': error('A window fits its input.', 'TensorFlow.js computes a negative size here and goes on.'),
  'join-mismatch': error(
    'What is joined has fitting shapes.',
    'concat needs equal sizes but along its axis, add equal shapes, multiply equal sizes or 1.',
  ),
  'squeeze-not-one': error(
    'Only a dimension of size 1 is squeezed.',
    'Any other holds more than one element, which would be lost.',
  ),
  'axis-out-of-range': error(
    'An axis is one that the shape has.',
    'Axes count as in Keras: 0 is the batch, 1 the first after it, -1 the last.',
  ),
  'reshape-mismatch': error(
    'A reshape keeps the number of elements.',
    'It reorders nothing, adds nothing and takes nothing away.',
  ),
  'groups-mismatch': error(
    'Groups divide the input channels and the filters.',
    'Each group has the same number of both. TensorFlow.js drops groups in silence.',
  ),
  'strides-with-dilation': error('Strides and dilation are not both above 1.', 'TensorFlow has no such convolution.'),
  'strides-not-square': error(
    'The strides of a depthwise convolution are equal.',
    "TensorFlow's kernel has one stride for both directions.",
  ),
  'weights-mismatch': error(
    'Layers that share weights have the same op, the same attributes and the same weights.',
    'In code they are one layer, which is applied several times: it has one stride, one activation and one kernel.',
  ),
  'preprocess-mismatch': error(
    'A picture can become an input of the network.',
    'An input that takes pictures has height, width and as many channels as pictures are read with, and is cut out of no smaller picture.',
  ),
  'output-mismatch': error(
    'A layer has the output shape that it declares.',
    'Either the declaration is out of date, or the layers are not what was meant.',
  ),
  'params-mismatch': error(
    'A module has as many parameters as it declares.',
    'Either the declaration is out of date, or the layers are not what was meant.',
  ),
  'total-mismatch': error(
    'The network has the totals that it expects.',
    'Either the figure is out of date, or the network is not what was meant.',
  ),

  // Weight maps
  'unknown-hole': error(
    'A hole in the name of a tensor is one of the pattern beside it.',
    'Only what stands for a hole on the left is known on the right, and ${network} and ${order} everywhere.',
  ),
  'unused-rule': lint(
    warning(
      'Every rule of a weight map fits some weight.',
      'Of the rules that fit a weight the first counts, so that what is special stands before what is general.',
    ),
  ),
} as const satisfies Record<string, CodeEntry>;

export type Code = keyof typeof codes;

export interface Note {
  readonly message: string;
  readonly span: Span;
}

export interface Edit {
  readonly span: Span;
  readonly newText: string;
}

/** Edits that carry out a remedy. A guess is no fix: it is told in `help`. */
export interface Fix {
  readonly title: string;
  /** `fix` mends a slip that can be meant in one way only; `update` declares what is computed. */
  readonly kind: 'fix' | 'update';
  readonly edits: readonly Edit[];
}

/** What to do about a mistake: in words, as edits, or both. */
export interface Remedy {
  readonly help?: string | undefined;
  readonly fix?: Fix | undefined;
}

export interface Diagnostic {
  readonly code: Code;
  readonly severity: Severity;
  readonly message: string;
  readonly span: Span;
  readonly notes: readonly Note[];
  /** What to do, in words. */
  readonly help?: string;
  readonly fix?: Fix;
}

/** Collects what is found. The same mistake at the same place is one diagnostic, however many uses of a block show it. */
export class Diagnostics {
  private readonly found = new Map<string, Diagnostic>();
  /** By the line that they speak of. */
  private readonly allowances = new Map<number, Allowance[]>();
  private readonly usedAllowances = new Set<Allowance>();
  /** What the diagnostics are of. */
  private source?: Source;

  private errors = 0;

  /**
   * After `most` errors the next is reported as the end of the search, and thrown as `TooManyFound`: a text with so many
   * is no spec. Warnings have no limit, which errors would be hidden behind; there are no more of them than a text has
   * room for.
   */
  constructor(private readonly most = Number.POSITIVE_INFINITY) {}

  report(
    code: Code,
    span: Span,
    message: string,
    more: Remedy & { readonly notes?: readonly Note[]; readonly subject?: string } = {},
  ): void {
    const key = keyOf(code, span);
    if (this.found.has(key)) return;
    const { notes = [], help, fix, subject } = more;
    if (this.isAllowed(code, span, subject)) return;
    const { severity } = codes[code];
    if (severity === 'error') {
      if (this.errors === this.most) {
        this.endSearch(span);
        throw new TooManyFound();
      }
      this.errors += 1;
    }
    this.found.set(key, {
      code,
      severity,
      message: message.length > longestMessage ? `${message.slice(0, longestMessage)}...` : message,
      span,
      notes,
      ...(help === undefined ? {} : { help }),
      ...(fix ? { fix } : {}),
    });
  }

  /** Tells that there are more errors than those found so far; the next one is here. */
  private endSearch(span: Span): void {
    this.found.set(keyOf('too-large', span), {
      code: 'too-large',
      severity: codes['too-large'].severity,
      message: `the search for mistakes ends after ${this.most} errors; there are more`,
      span,
      notes: [],
      help: 'fix the errors above and check again',
    });
  }

  /** Takes the comments of a source that switch lints off. */
  allow(source: Source): void {
    this.source = source;
    for (const allowance of findAllowances(source)) {
      const others = this.allowances.get(allowance.line);
      if (others) others.push(allowance);
      else this.allowances.set(allowance.line, [allowance]);
    }
  }

  /** Reports the comments that are wrong themselves, once all lints had their say. */
  reportAllowances(): void {
    const placeOf = (code: string, line: number) => `${code} ${line}`;
    const places = new Set(
      this.inOrder().map(({ code, span }) => placeOf(code, positionAt(span.source, span.start).line)),
    );
    for (const allowance of [...this.allowances.values()].flat()) {
      const { code, reason, span, line } = allowance;
      if (!Object.hasOwn(codes, code) || !codes[code as Code].isLint) {
        const lints = Object.entries(codes).flatMap(([name, entry]: [string, CodeEntry]) =>
          entry.isLint ? [name] : [],
        );
        this.report(
          'bad-allowance',
          span,
          `"${code}" is nothing that can be switched off; there are ${lints.join(', ')}`,
        );
      } else if (reason === '')
        this.report('bad-allowance', span, `say why ${code} is switched off here: # netspec-allow ${code}: reason`);
      else if (!this.usedAllowances.has(allowance) && !places.has(placeOf(code, line)))
        this.report('bad-allowance', span, `${code} is switched off here, and finds nothing`);
    }
  }

  /** Whether a comment allows it: one that names what it speaks of, where it speaks of a name. */
  private isAllowed(code: Code, span: Span, subject = ''): boolean {
    if (this.allowances.size === 0 || !(codes[code] as CodeEntry).isLint) return false;
    const { line } = positionAt(span.source, span.start);
    const found = this.allowances
      .get(line)
      ?.find((one) => one.code === code && one.span.source === span.source && mentions(one.reason, subject));
    if (found) this.usedAllowances.add(found);
    return found !== undefined;
  }

  /** Whether something was found at a place. */
  has(code: Code, span: Span): boolean {
    return this.found.has(keyOf(code, span));
  }

  /** Takes back what was found at a place, as the effect of a cause that is found now. */
  withdraw(code: Code, span: Span): void {
    this.found.delete(keyOf(code, span));
  }

  get hasErrors(): boolean {
    return this.errors > 0;
  }

  /** In the order in which they were found. */
  inOrder(): readonly Diagnostic[] {
    return [...this.found.values()];
  }

  /** In the order of the source. */
  list(): readonly Diagnostic[] {
    // What is said of the spec itself comes before what is said of specs that it uses.
    const files = [...new Set([this.source?.file, ...this.inOrder().map(({ span }) => span.source.file)])];
    const fileOf = ({ span }: Diagnostic) => files.indexOf(span.source.file);
    return this.inOrder().toSorted(
      (a, b) => fileOf(a) - fileOf(b) || a.span.start - b.span.start || a.span.end - b.span.end,
    );
  }
}

const keyOf = (code: Code, { source, start, end }: Span): string => `${code} ${source.file} ${start} ${end}`;

/** Messages quote what was written, which may be long. */
const longestMessage = 1000;

/** Ends the search for mistakes where there are too many to tell of. */
export class TooManyFound extends Error {}

/** Whether a text has a word in it; every text has the empty one. */
const mentions = (text: string, word: string): boolean => word === '' || text.split(/[^A-Za-z0-9_-]+/).includes(word);

/** What to do about a diagnostic, in words: its help, and what its fix does. */
export const remediesOf = ({ help, fix }: Diagnostic): readonly string[] => [
  ...(help === undefined ? [] : [help]),
  ...(fix ? [fix.title] : []),
];

/** A fix that puts one text in the place of another. */
export function replacement(span: Span, newText: string, title: string): Fix {
  return { title, kind: 'fix', edits: [{ span, newText }] };
}

/** A fix that declares what is computed. */
export const update = (edits: readonly Edit[], title: string): Fix => ({ title, kind: 'update', edits });

/** `a, b and c` */
export function enumerate(words: readonly string[], conjunction = 'and'): string {
  return words.length < 2 ? words.join() : `${words.slice(0, -1).join(', ')} ${conjunction} ${words.at(-1)}`;
}

/** `a, b, c`, or, where there are many, the first of them. */
export function listWords(words: readonly string[]): string {
  const most = 24;
  return words.length <= most ? words.join(', ') : `${words.slice(0, most).join(', ')} and ${words.length - most} more`;
}
