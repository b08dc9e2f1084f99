/** `computeOutputShape` of a printed layer, as the primitives say that its op is made of. */
import { type AxisWindow, Shapes } from '../../../algebra/shapes.js';
import { add, type Dim, isKnown, multiply, type Shape, sameDim, subtract, symbol } from '../../../expressions/shape.js';
import { outputOf } from '../../../ops/apply.js';
import { tupleLength } from '../../../ops/attributes.js';
import { computeOp } from '../../../ops/layer.js';
import type { Op } from '../../../ops/op.js';
import type { Language } from '../../code/language.js';
import { array, type Doc, flatText, toLines } from '../../code/layout.js';
import { camelCase } from '../../code/lexical.js';
import { withEach } from '../../printed/attributes.js';
import type { Form, Forms, WriteLines } from '../../printed/forms.js';
import { isVaried } from '../../printed/taking.js';
import { Undecided } from '../../printed/undecided.js';
import { weightsIn } from '../../printed/weights.js';
import { TargetLimit } from '../../target.js';
import { branches } from './branches.js';
import { largerSize, shapeCode, sizeCode, sizeNames, sizesLines, symbolicShapes } from './sizes.js';
import { withShapes } from './taking.js';
import { ofMethods } from './weights.js';

/** Shapes of sizes that only the layer knows, by their code. */
class LayerShapes extends Shapes {
  /** The sizes that were divided, by the quotient. */
  private readonly divided = new Map<string, { readonly size: Dim; readonly divisor: Dim }>();

  constructor(private readonly op: Op) {
    super();
  }

  override literal(value: Dim): number {
    if (isKnown(value)) return value;
    const name = String(value).replace(/^this\.settings\.|\[.*/g, '');
    throw new Undecided(Object.keys(this.op.attributes).find((key) => camelCase(key) === name) ?? name);
  }

  /** Of a port that takes several inputs, the first stands for all. */
  override concat(xs: readonly Shape[], axis: number): Shape {
    if (xs.length === 1) throw new TargetLimit('concatenation of any number of inputs in a layer of its own');
    return super.concat(xs, axis);
  }

  override count(): Dim {
    return symbol('inputShape.length');
  }

  /** A condition makes nothing larger. */
  override select(_: Shape, yes: Shape, no: Shape): Shape {
    return super.binary('add', yes, no);
  }

  protected override windows(input: Dim, window: AxisWindow): Dim {
    const { size, stride, dilation, padding } = window;
    if (isKnown(size) && isKnown(dilation) && isKnown(stride)) return super.windows(input, window);
    const extent = add(multiply(subtract(size, 1), dilation), 1);
    // With `same`, the input divided by the stride and rounded up.
    return padding === 'same'
      ? symbol(`floor((${add(input, subtract(stride, 1))}) / ${stride})`)
      : add(symbol(`floor((${subtract(input, extent)}) / ${stride})`), 1);
  }

  protected override eitherSize(one: Dim, other: Dim): Dim {
    return largerSize(one, other);
  }

  protected override quotient(size: Dim, divisor: Dim): Dim {
    if (isKnown(divisor)) return super.quotient(size, divisor);
    const quotient = symbol(`(${size} / ${divisor})`);
    this.divided.set(String(quotient), { size, divisor });
    return quotient;
  }

  /** What was split has its size again, in either order. */
  override merge(x: Shape, axis: number): Shape {
    const [one, other] = [this.size(x, axis), this.size(x, axis + 1)];
    const whole = this.wholeOf(other, one) ?? this.wholeOf(one, other);
    return whole === undefined ? super.merge(x, axis) : x.toSpliced(x.length + axis, 2, whole);
  }

  /** The size of which the quotient by a divisor was taken. */
  private wholeOf(quotient: Dim, divisor: Dim): Dim | undefined {
    const split = this.divided.get(String(quotient));
    return split && sameDim(split.divisor, divisor) ? split.size : undefined;
  }
}

/** The lines of the method's body, with the settings that they mention; undefined if the output has the input's shape. */
export function outputShapeLines(
  forms: Forms,
  language: Language,
): { readonly lines: readonly string[]; readonly settings: readonly string[] } | undefined {
  const { op } = forms;
  const written = forms.map((form) => {
    const shapes = symbolicShapes(forms, form);
    const outputs = shapesAfter(forms, form, shapes);
    const [only, ...more] = outputs;
    const same = more.length > 0 ? -1 : shapes.findIndex((shape) => String(shape) === String(only));
    return { outputs, same };
  });
  const isSingle = forms.taking.alone === 'always';
  if (isSingle && written.every(([, { same }]) => same === 0)) return undefined;
  const shapeOfInput = (index: number): string => {
    const { input } = shapeCode(forms, index, language);
    return isVaried(forms.taking) ? input : language.readAs(input, 'tf.Shape');
  };
  const lines = written.map(([form, { outputs, same }]): readonly [Form, WriteLines] => {
    if (same >= 0) return [form, () => [`return ${shapeOfInput(same)};`]];
    const names = sizeNames(forms, form);
    const shapes = outputs.map((output) => array(['batch', ...output.map((dim) => sizeCode(dim, names))]));
    const [code, type]: readonly [Doc, string] =
      shapes.length === 1 ? [shapes[0] ?? '', 'tf.Shape'] : [array(shapes), 'tf.Shape[]'];
    const typed = language.castWhole(code, type);
    return [
      form,
      (depth) => [
        ...sizesLines(forms, form, flatText(typed), '', language),
        ...toLines(typed, 4 + depth, 'return ', ';'),
      ],
    ];
  });
  const chosen = forms.choose(lines, (port) => shapeCode(forms, port, language), branches);
  const settings = Object.keys(op.attributes).filter((key) => {
    const name = new RegExp(`(?<!this\\.settings\\.)\\b${camelCase(key)}\\b`);
    return chosen.lines.some((line) => name.test(line));
  });
  return { lines: withShapes(chosen.lines, forms.taking, language), settings };
}

/** The shapes of a form's outputs, in which numbers that are settings are called as they are. */
function shapesAfter(forms: Forms, form: Form, shapes: readonly Shape[]): readonly Shape[] {
  const { op } = forms;
  const attributes = withEach(op, (key, { type }) => {
    const value = form.values[key];
    const name = camelCase(key);
    if ((type.type === 'integer' || type.type === 'number') && !forms.decidesOn(key)) return symbol(name);
    if (value !== undefined) return value;
    const length = tupleLength(type);
    if (length) return Array.from({ length }, (_, axis) => symbol(`${name}[${axis}]`));
    if (type.type === 'margins')
      return Array.from({ length: type.axes }, (_, axis) => [0, 1].map((end) => symbol(`${name}[${axis}][${end}]`)));
    throw new Undecided(key);
  });
  const weights = weightsIn(forms, form, ofMethods).map(({ name, shape }) => [name, shape] as const);
  const all = computeOp(new LayerShapes(op), op, shapes, new Map(weights), attributes);
  return forms.outputs.map((name) => outputOf(op, name, all));
}
