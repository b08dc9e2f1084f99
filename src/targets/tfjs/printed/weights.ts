/** The weights of a printed layer: the lines that make them, in sizes that follow from the shapes of its inputs. */
import { symbol } from '../../../expressions/shape.js';
import type { Op } from '../../../ops/op.js';
import { byPort, typesTaken } from '../../../ops/ports.js';
import type { Weight } from '../../../ops/weights.js';
import type { Language } from '../../code/language.js';
import { array, call, type Doc, toLines } from '../../code/layout.js';
import { camelCase, quote } from '../../code/lexical.js';
import { withEach } from '../../tensorflow/computed.js';
import { Undecided } from '../../tensorflow/tensor-expression.js';
import { type Form, type Forms, isOfPorts, type WriteLines } from './forms.js';
import { shapeCode, sizeCode, sizesLines, symbolicShapes } from './sizes.js';
import { withShapes } from './taking.js';

export interface PrintedWeight {
  /** Below the layer's name, as in the report. */
  readonly key: string;
  readonly name: string;
  readonly rank: number;
  /** The setting without which it is not there. */
  readonly condition?: string;
}

/** How code reaches a setting. */
const ofInstance = 'this.settings.';

interface WeightsView {
  /** A boolean that switches weights off. */
  readonly off?: string;
  /** What comes before the names of settings. */
  readonly settings?: string;
}

/** The weights of an op's layers in a form. Those that a boolean switches off are all there, or without those of one. */
export function weightsIn(
  forms: Forms,
  form: Form,
  { off, settings = ofInstance }: WeightsView = {},
): readonly Weight[] {
  const { op } = forms;
  const values = withEach(op, (key, { type }) => {
    if (type.type === 'boolean' && !isOfPorts(op, key) && isSwitch(op, key)) return key !== off;
    const value = form.values[key];
    // Sizes that are settings are called as they are.
    if ((type.type === 'integer' || type.type === 'number') && !forms.decidesOn(key))
      return symbol(settings + camelCase(key));
    if (value === undefined && type.type !== 'named') throw new Undecided(key);
    return value;
  });
  return (
    op.weights?.(byPort(op.inputs, typesTaken(op.inputs, symbolicShapes(forms, form), values), values), values) ?? []
  );
}

/** Whether a boolean says if a weight is there. */
function isSwitch(op: Op, key: string): boolean {
  const inputs = byPort(
    op.inputs,
    typesTaken(
      op.inputs,
      Object.values(op.inputs).map(({ rank = 1 }) => Array(typeof rank === 'number' ? rank : rank[0]).fill(1)),
      {},
    ),
    {},
  );
  const count = (value: boolean): number => {
    const defaults = Object.entries(op.attributes).map(([name, { type, default: standard }]) => [
      name,
      name === key ? value : type.type === 'boolean' ? true : (standard ?? 1),
    ]);
    return op.weights?.(inputs, Object.fromEntries(defaults)).length ?? 0;
  };
  return count(true) !== count(false);
}

/** The weights of a form as the class has them. */
export function printedWeights(forms: Forms, form: Form): readonly PrintedWeight[] {
  const switches = Object.entries(forms.op.attributes).flatMap(([key, { type }]) =>
    type.type === 'boolean' ? [key] : [],
  );
  return weightsIn(forms, form).map(({ name, shape }) => {
    const condition = switches.find(
      (key) => !weightsIn(forms, form, { off: key }).some((weight) => weight.name === name),
    );
    return {
      key: name,
      name: camelCase(name),
      rank: shape.length,
      ...(condition === undefined ? {} : { condition: camelCase(condition) }),
    };
  });
}

/** The lines of `build`. */
export function buildLines(forms: Forms, language: Language): readonly string[] {
  const { lines, deciding } = buildLinesWith(ofInstance, forms, language);
  const mentioned = lines.flatMap((line) =>
    Array.from(line.matchAll(/\bthis\.settings\.(\w+)/g), ([, name = '']) => name),
  );
  const names = [...new Set(mentioned)].filter((name) => name !== forms.taking.last?.setting);
  // Settings that are mentioned often get variables.
  if (deciding.length === 0 && (names.length < 2 || mentioned.length < 2 * names.length)) return lines;
  const all = [...new Set([...deciding.map(camelCase), ...names])];
  return [`const { ${all.join(', ')} } = this.settings;`, ...buildLinesWith('', forms, language).lines];
}

/** `deciding` are the attributes on which the lines depend. */
function buildLinesWith(
  settings: string,
  forms: Forms,
  language: Language,
): { readonly lines: readonly string[]; readonly deciding: readonly string[] } {
  const { op } = forms;
  const written = forms.map((form): WriteLines => {
    const names = printedWeights(forms, form);
    const weights = weightsIn(forms, form, { settings });
    return (depth) => {
      const lines = weights.flatMap((weight, index) => {
        const condition = names[index]?.condition;
        return linesOf(op, weight, condition === undefined ? undefined : settings + condition, 4 + depth);
      });
      return [...sizeLines(forms, form, lines.join('\n'), language), ...lines];
    };
  });
  const { lines, settings: deciding } = forms.choose(written, (port) => shapeCode(forms, port, language), 'else');
  return { lines: [...withShapes(lines, forms.taking, language), 'super.build(inputShape);'], deciding };
}

/** The sizes that lines mention; that of the last axis alone is taken from the end, whatever the rank. */
function sizeLines(forms: Forms, form: Form, lines: string, language: Language): readonly string[] {
  const taken = sizesLines(forms, form, lines, 'number', language);
  return forms.taking.alone === 'always' && /^const \[[ ,]*channels\] =/.test(taken[0] ?? '')
    ? ['const channels = Number(inputShape[inputShape.length - 1]);']
    : taken;
}

function linesOf(
  op: Op,
  { name, shape, trainable, initial, ones }: Weight,
  condition: string | undefined,
  indentation: number,
): readonly string[] {
  const regularizer = regularizerOf(op, initial);
  const more = [
    ...(regularizer === undefined ? (trainable ? [] : ['undefined']) : [`this.${camelCase(regularizer)}`]),
    ...(trainable ? [] : ['false']),
  ];
  const sizes = array(shape.map((dim) => sizeCode(dim)));
  const value = call('this.addWeight', [quote(name), sizes, "'float32'", initializerCode(initial, ones), ...more]);
  const head = condition === undefined ? '' : `if (${condition}) `;
  const lines = toLines(value, indentation, `${head}this.${camelCase(name)} = `, ';');
  if (condition === undefined || lines.length === 1) return lines;
  const inside = toLines(value, indentation + 2, `this.${camelCase(name)} = `, ';');
  return [`if (${condition}) {`, ...inside.map((line) => `  ${line}`), '}'];
}

/** What a weight starts with: what an attribute says, or a number. */
function initializerCode(initial: Weight['initial'], ones: Weight['ones']): Doc {
  if (typeof initial === 'string') {
    const given = `this.${camelCase(initial)}`;
    return ones ? call('new OnesBetween', [given, ...ones.map((dim) => sizeCode(dim))]) : given;
  }
  if (initial === 0) return 'tf.initializers.zeros()';
  if (initial === 1) return 'tf.initializers.ones()';
  return `tf.initializers.constant({ value: ${initial} })`;
}

/** The attribute that penalizes the weight that another one initializes. */
export function regularizerOf(op: Op, initial: Weight['initial']): string | undefined {
  const key = String(initial).replace(/_initializer$/, '_regularizer');
  return Object.hasOwn(op.attributes, key) ? key : undefined;
}
