/** The operations that TensorFlow.js has ready-made, and lists of tensors. */
import type { Binary } from '../../algebra/elementwise.js';
import type { RotaryForm } from '../../algebra/rotary.js';
import { Language } from '../code/language.js';
import { array, call, type Doc, flatText } from '../code/layout.js';
import { UniqueIdentifiers } from '../code/lexical.js';
import { TargetLimit } from '../target.js';
import { writeBody } from './body.js';
import { binaries } from './function-names.js';
import { dropped, firstRows, projected, repeated, rotated } from './helpers.js';
import { partsOf } from './loops.js';
import { likeOne, PrimitiveExpressions } from './primitives.js';
import {
  type Amount,
  amountCode,
  axesCode,
  axesListCode,
  calling,
  named,
  numbers,
  type TensorExpression,
  withAmounts,
} from './tensor-expression.js';

/** The algebra as expressions of TensorFlow.js; `body.ts` writes them as statements. */
export class TensorExpressions extends PrimitiveExpressions {
  /** `isTraining` is code that tells whether the network is trained; undefined if it never is. */
  constructor(private readonly isTraining?: string) {
    super();
  }

  // -------------------------------------------------------------- lists of tensors

  override fold(
    xs: readonly [TensorExpression, ...TensorExpression[]],
    join: (a: TensorExpression, b: TensorExpression) => TensorExpression,
  ): TensorExpression {
    const [list] = xs;
    if (!list.isList) return super.fold(xs, join);
    const [y, x] = ['y', 'x'].map((name) => named(name, list.rank, list.isBatched));
    if (!y || !x) return list;
    const { constants, result } = writeBody([join(y, x)], new UniqueIdentifiers(), new Language(false), 0);
    if (constants.length > 0) throw new TargetLimit('a join of so many steps');
    const write = ([code = '']: readonly Doc[]) => call([code, '.reduce'], [['(y, x) => ', result]]);
    const { isList: _, isSimple: __, ...one } = list;
    return { ...one, inputs: [list], named: [], write, hint: 'y', isStep: true };
  }

  override count(xs: readonly TensorExpression[]): Amount {
    const [list] = xs;
    return list?.isList ? { code: `${flatText(list.write([], []))}.length`, key: '' } : xs.length;
  }

  // -------------------------------------------------------------- what TensorFlow.js has ready-made

  override partition(
    x: TensorExpression,
    axis: number,
    parts: number | readonly number[],
  ): readonly TensorExpression[] {
    const [sizes, items]: readonly [Doc, number] =
      typeof parts === 'number' ? [String(parts), parts] : [array(parts.map(String)), parts.length];
    const along = String(x.rank + (x.isBatched ? 1 : 0) + axis);
    const list: TensorExpression = {
      rank: x.rank,
      isBatched: x.isBatched,
      ...calling('split', [numbers(x)], [sizes, along], 'part'),
      items,
    };
    return Array.from({ length: items }, (_, item): TensorExpression => {
      const written = { inputs: [list], named: [], write: ([code = '']: readonly Doc[]) => code, hint: 'part' };
      return { rank: x.rank, isBatched: x.isBatched, item, ...written };
    });
  }

  override oneHot(positions: TensorExpression, count: Amount): TensorExpression {
    // Layers of TensorFlow.js may give whole numbers as floats; on wasm, tf.oneHot has no float32.
    const write = ([code = '']: readonly Doc[], [depth = '']: readonly string[]) =>
      call('tf.cast', [call('tf.oneHot', [call('tf.cast', [code, "'int32'"]), depth]), "'float32'"]);
    return { rank: positions.rank + 1, isBatched: positions.isBatched, ...withAmounts([positions], [count], write) };
  }

  override project(
    x: TensorExpression,
    kernel: TensorExpression,
    bias: TensorExpression | undefined,
    axes: 1 | 2 = 1,
  ): TensorExpression {
    return this.helped('project', projected(x, kernel, bias, axes));
  }

  override rotate(x: TensorExpression, axis: number, form: RotaryForm, wavelength: Amount): TensorExpression {
    return this.helped('rotate', likeOne([x], rotated(x, axis, form, wavelength)));
  }

  override firstRows(table: TensorExpression, count: Amount): TensorExpression {
    return this.helped('first-rows', firstRows(table, count));
  }

  override repeat(x: TensorExpression, axis: number, times: Amount): TensorExpression {
    return this.helped('repeat', repeated(x, axis, times));
  }

  override dropout(x: TensorExpression, rate: Amount, shared: readonly number[] = []): TensorExpression {
    const { isTraining } = this;
    if (isTraining === undefined || (typeof rate === 'object' && 'value' in rate && rate.value === 0)) return x;
    return likeOne([x], dropped(x, rate, isTraining, shared));
  }

  override named(x: TensorExpression, name: string): TensorExpression {
    return x.isSimple ? x : { ...x, isStep: true, hint: name };
  }

  override squeeze(x: TensorExpression, axes: readonly number[]): TensorExpression {
    if (x.isOptional) {
      const write = (_: readonly Doc[], [name = '']: readonly string[]): Doc => [
        `${name} && `,
        call('tf.squeeze', [name, axesListCode(x, axes)]),
      ];
      return {
        rank: x.rank - axes.length,
        isBatched: x.isBatched,
        isOptional: true,
        inputs: [],
        named: [x],
        write,
        hint: x.hint,
      };
    }
    const dropped = x.reduces && String(x.reduces.axes) === String(axes) ? x.reduces.dropped : undefined;
    const written = dropped ?? calling('squeeze', [x], [axesListCode(x, axes)]);
    return { rank: x.rank - axes.length, isBatched: x.isBatched, ...written };
  }

  override unsqueeze(x: TensorExpression, axis: number): TensorExpression {
    return { rank: x.rank + 1, isBatched: x.isBatched, ...calling('expandDims', [x], [String(axis)]) };
  }

  override standardize(x: TensorExpression, axes: readonly number[], epsilon: Amount): TensorExpression {
    const moments: TensorExpression = {
      rank: x.rank,
      isBatched: x.isBatched,
      ...calling('moments', [x], [axesCode(x, axes), 'true'], 'moments'),
      properties: ['mean', 'variance'],
    };
    const [mean, variance] = ['mean', 'variance'].map((property): TensorExpression => {
      const written = { inputs: [moments], named: [], write: ([code = '']: readonly Doc[]) => code, hint: property };
      return { rank: x.rank, isBatched: x.isBatched, isReduced: true, property, ...written };
    });
    if (!mean || !variance) return x;
    const deviation = this.unary('sqrt', this.add(variance, this.constant(epsilon)));
    return this.divide(this.subtract(x, mean), deviation);
  }

  override parts(x: TensorExpression, count: number, size: Amount): readonly TensorExpression[] {
    return partsOf(x, count, amountCode(size));
  }

  override softmax(x: TensorExpression, axis: number): TensorExpression {
    return axis === -1 ? likeOne([x], calling('softmax', [x])) : super.softmax(x, axis);
  }

  override affine(
    x: TensorExpression,
    gamma: TensorExpression | undefined,
    beta: TensorExpression | undefined,
  ): TensorExpression {
    return this.ifThere('add', this.ifThere('multiply', x, gamma), beta);
  }

  /** An operand that may be absent is left out then. */
  private ifThere(what: Binary, x: TensorExpression, operand: TensorExpression | undefined): TensorExpression {
    if (!operand?.isOptional) return operand ? this.binary(what, x, operand) : x;
    const write = (_: readonly Doc[], [name = '', other = '']: readonly string[]) =>
      `${other} ? tf.${binaries[what]}(${name}, ${other}) : ${name}`;
    return likeOne([x], { inputs: [], named: [x, operand], write, hint: what === 'add' ? 'shifted' : 'scaled' });
  }
}
