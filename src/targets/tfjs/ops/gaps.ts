/** Which ops may leave gaps between their windows, whatever options the factory is given. */
import { leavesGaps } from '../../../engines/gaps.js';
import type { Expression } from '../../../expressions/expression.js';
import type { Pair } from '../../../ops/attributes.js';
import type { Op } from '../../../ops/op.js';
import { type Block, indexName, type LayerItem, type Written } from '../../../spec/spec.js';
import { isIdentity, type Owner, type Program, writtenFor } from '../program.js';
import { wordOf } from './usage.js';

/** Whether `same` padding is right for all layers of an op, or may leave what TensorFlow.js gets wrong on wasm. */
export function mayLeaveGaps(op: Op, items: readonly LayerItem[], program: Program): boolean {
  if (!op.attributes.kernel_size || op.name === 'conv2d_transpose') return false;
  const owners = new Map(program.items.map(({ item, owner }) => [item, owner]));
  const values = new PossibleSizes(program);
  return items.some((item) => {
    const written = writtenFor(item, 'padding');
    const padding = written ? wordOf(written) : op.attributes.padding?.default;
    if (padding === 'valid') return false;
    const of = (key: string) => values.ofAttribute(op, item, key, owners.get(item) as Owner);
    const [kernels, strides] = [of('kernel_size'), of('strides')];
    if (strides?.every((pair) => Math.max(...pair) === 1)) return false;
    return !kernels || !strides || kernels.some((kernel) => strides.some((stride) => leavesGaps(kernel, stride)));
  });
}

/** The heights and widths that something can come to. Undefined is any: it depends on the factory's options, or on a shape. */
type Sizes = readonly Pair[] | undefined;

class PossibleSizes {
  private readonly ofParameters = new Map<Block, Map<string, Sizes>>();

  constructor(private readonly program: Program) {}

  ofAttribute(op: Op, item: LayerItem, key: string, owner: Owner): Sizes {
    const standard = item.defaults.get(key);
    if (item.own.has(key) && standard?.transforms && !isIdentity(standard, key)) return undefined;
    const written = writtenFor(item, key);
    if (!written) return [op.attributes[key]?.default as Pair];
    const isOfSpec = !item.own.has(key) && standard?.block === undefined;
    return this.ofWritten(written, isOfSpec ? this.program.spec : owner);
  }

  private ofWritten(written: Written, owner: Owner): Sizes {
    if (written.kind === 'formula') return this.ofExpression(written.expression, owner);
    if (written.kind !== 'list' || written.items.length !== 2) return undefined;
    const [heights, widths] = written.items.map((side) => this.ofWritten(side, owner));
    return heights && widths && heights.flatMap(([height]) => widths.map(([, width]): Pair => [height, width]));
  }

  private ofExpression(expression: Expression, owner: Owner): Sizes {
    switch (expression.kind) {
      case 'literal': {
        const { value } = expression;
        return typeof value === 'number' ? [[value, value]] : undefined;
      }
      case 'conditional':
        return union([expression.whenTrue, expression.whenFalse].map((side) => this.ofExpression(side, owner)));
      case 'name':
        return this.ofName(expression.name, owner);
      default:
        return undefined;
    }
  }

  private ofName(name: string, owner: Owner): Sizes {
    if (name === indexName) return undefined;
    const { spec } = this.program;
    const holder = [owner, spec].find(({ parameters, formulas }) => parameters.has(name) || formulas.has(name));
    const formula = holder?.formulas.get(name);
    if (holder && formula) return this.ofExpression(formula.expression, holder);
    return holder?.kind === 'block' ? this.ofParameter(name, holder) : undefined;
  }

  /** What the uses of a block give a parameter. */
  private ofParameter(name: string, block: Block): Sizes {
    const known = this.ofParameters.get(block) ?? new Map<string, Sizes>();
    this.ofParameters.set(block, known);
    if (!known.has(name)) {
      const standard = block.parameters.get(name)?.default;
      const sizes = this.program.usesOf(block.name.text).map(({ item, owner }): Sizes => {
        const given = item.arguments.get(name);
        if (given) return this.ofWritten(given.written, owner);
        return typeof standard === 'number' ? [[standard, standard]] : undefined;
      });
      known.set(name, union(sizes));
    }
    return known.get(name);
  }
}

function union(all: readonly Sizes[]): Sizes {
  if (all.includes(undefined)) return undefined;
  return [...new Map(all.flatMap((sizes) => sizes ?? []).map((pair) => [String(pair), pair])).values()];
}
