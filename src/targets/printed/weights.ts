/** The weights of a printed layer, in sizes that follow from the shapes of its inputs. */
import { type Shape, symbol } from '../../expressions/shape.js';
import { tupleLength } from '../../ops/attributes.js';
import type { Op } from '../../ops/op.js';
import { byPort, typesTaken } from '../../ops/ports.js';
import type { Weight } from '../../ops/weights.js';
import { withEach } from './attributes.js';
import { type Form, type Forms, isOfPorts } from './forms.js';
import { Undecided } from './undecided.js';

export interface PrintedWeight {
  /** Below the layer's name, as in the report. */
  readonly key: string;
  readonly rank: number;
  /** The attribute without which it is not there. */
  readonly condition?: string;
}

/** How the code that makes weights speaks of what it knows. */
export interface WeightsCode {
  /** The code of an attribute. */
  setting(key: string): string;
  /** The shapes of a form's inputs, of sizes by their code. */
  shapes(forms: Forms, form: Form): readonly Shape[];
}

/** The weights of an op's layers in a form. Those that a boolean switches off are all there, or without those of one. */
export function weightsIn(forms: Forms, form: Form, code: WeightsCode, off?: string): readonly Weight[] {
  const { op } = forms;
  const values = withEach(op, (key, { type }) => {
    if (type.type === 'boolean' && !isOfPorts(op, key) && isSwitch(op, key)) return key !== off;
    const value = form.values[key];
    // Sizes that are settings are called as they are.
    if ((type.type === 'integer' || type.type === 'number') && !forms.decidesOn(key)) return symbol(code.setting(key));
    const length = tupleLength(type);
    if (value === undefined && length) return axesOf(length).map((axis) => symbol(`${code.setting(key)}[${axis}]`));
    if (value === undefined && type.type !== 'named') throw new Undecided(key);
    return value;
  });
  const types = typesTaken(op.inputs, code.shapes(forms, form), values);
  return op.weights?.(byPort(op.inputs, types, values), values) ?? [];
}

const axesOf = (length: number): readonly number[] => Array.from({ length }, (_, axis) => axis);

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
export function printedWeights(forms: Forms, form: Form, code: WeightsCode): readonly PrintedWeight[] {
  const switches = Object.entries(forms.op.attributes).flatMap(([key, { type }]) =>
    type.type === 'boolean' ? [key] : [],
  );
  return weightsIn(forms, form, code).map(({ name, shape }) => {
    const condition = switches.find((key) => !weightsIn(forms, form, code, key).some((weight) => weight.name === name));
    return {
      key: name,
      rank: shape.length,
      ...(condition === undefined ? {} : { condition }),
    };
  });
}

/** The attribute that penalizes the weight that another one initializes. */
export function regularizerOf(op: Op, initial: Weight['initial']): string | undefined {
  const key = String(initial).replace(/_initializer$/, '_regularizer');
  return Object.hasOwn(op.attributes, key) ? key : undefined;
}
