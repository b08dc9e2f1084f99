/** The weights of a printed layer: the lines that make them, in sizes that follow from the shapes of its inputs. */
import type { Op } from '../../../ops/op.js';
import type { Weight } from '../../../ops/weights.js';
import type { Language } from '../../code/language.js';
import { array, call, type Doc, toLines } from '../../code/layout.js';
import { camelCase, quote } from '../../code/lexical.js';
import type { Form, Forms, WriteLines } from '../../printed/forms.js';
import { printedWeights, regularizerOf, type WeightsCode, weightsIn } from '../../printed/weights.js';
import { branches } from './branches.js';
import { shapeCode, sizeCode, sizesLines, symbolicShapes } from './sizes.js';
import { withShapes } from './taking.js';

/** How code reaches a setting. */
const ofInstance = 'this.settings.';

const weightsCode = (settings: string): WeightsCode => ({
  setting: (key) => settings + camelCase(key),
  shapes: symbolicShapes,
});

/** The weights as methods of the class speak of them. */
export const ofMethods = weightsCode(ofInstance);

/** The lines of `build`. */
export function buildLines(forms: Forms, language: Language): readonly string[] {
  const { lines, deciding } = buildLinesWith(ofInstance, forms, language);
  const mentioned = lines.flatMap((line) =>
    Array.from(line.matchAll(/\bthis\.settings\.(\w+)/g), ([, name = '']) => name),
  );
  const names = [...new Set(mentioned)].filter(
    (name) => !forms.taking.last.some(({ setting }) => camelCase(setting) === name),
  );
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
    const code = weightsCode(settings);
    const names = printedWeights(forms, form, code);
    const weights = weightsIn(forms, form, code);
    return (depth) => {
      const lines = weights.flatMap((weight, index) => {
        const condition = names[index]?.condition;
        return linesOf(op, weight, condition === undefined ? undefined : code.setting(condition), 4 + depth);
      });
      return [...sizeLines(forms, form, lines.join('\n'), language), ...lines];
    };
  });
  const { lines, settings: deciding } = forms.choose(
    written,
    (port) => shapeCode(forms, port, language),
    branches,
    'else',
  );
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
