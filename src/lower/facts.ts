/** What is known of a layer's attributes whatever options the factory is given. */
import type { DeclaredParameter, Placed, Unit, Variable } from '../core/core.js';
import type { Expression } from '../expressions/expression.js';
import type { Pair } from '../ops/attributes.js';
import { transformOf, writtenFor } from '../spec/defaults.js';
import { type LayerItem, literal, type WrittenValue } from '../spec/spec.js';
import type { Located, Program } from './program.js';

/** The heights and widths that something can have. Undefined is any: it depends on the factory's options, or on a shape. */
export type Sizes = readonly Pair[] | undefined;

/** What one layer says of its op, by attribute. */
export interface LayerFacts {
  /** Its word, or undefined if it has none or is made of a parameter. */
  word(key: string): string | undefined;
  /** The sizes that it can have. */
  sizes(key: string): Sizes;
  /** The numbers of a list, undefined for one that is not written out; undefined if nothing is written. */
  numbers(key: string): readonly (number | undefined)[] | undefined;
  /** The settings that are given, where there are some. */
  settings(key: string): readonly string[];
}

/** What is known of the layers of a program. */
export class Facts {
  private readonly ofParameters = new Map<DeclaredParameter, Sizes>();

  constructor(private readonly program: Program) {}

  of(layer: Placed<LayerItem>): LayerFacts {
    const { item } = layer;
    return {
      word: (key) => {
        const written = writtenFor(item, key);
        const word = written ? wordOf(written) : item.op.attributes[key]?.default;
        return typeof word === 'string' ? word : undefined;
      },
      sizes: (key) => this.ofAttribute(layer, key),
      numbers: (key) => numbersOf(writtenFor(item, key)),
      settings: (key) => {
        const written = writtenFor(item, key);
        return written?.kind === 'settings' ? [...written.entries.keys()] : [];
      },
    };
  }

  private ofAttribute(layer: Placed<LayerItem>, key: string): Sizes {
    if (transformOf(layer.item, key)) return undefined;
    const located = this.program.writtenFor(layer, key);
    return located ? this.ofWritten(located) : pairOf(layer.item.op.attributes[key]?.default);
  }

  private ofWritten({ written, unit }: Located): Sizes {
    if (written.kind === 'formula') return this.ofExpression(written.expression, unit);
    if (written.kind !== 'list' || written.items.length !== 2) return undefined;
    const [heights, widths] = written.items.map((side) => this.ofWritten({ written: side, unit }));
    return heights && widths && heights.flatMap(([height]) => widths.map(([, width]): Pair => [height, width]));
  }

  private ofExpression(expression: Expression, unit: Unit): Sizes {
    switch (expression.kind) {
      case 'literal':
        return pairOf(expression.value);
      case 'conditional':
        return union([expression.whenTrue, expression.whenFalse].map((side) => this.ofExpression(side, unit)));
      case 'name':
        return this.ofVariable(unit.variables.get(expression)?.target);
      default:
        return undefined;
    }
  }

  private ofVariable(variable: Variable | undefined): Sizes {
    if (variable?.kind === 'formula') return this.ofExpression(variable.declared.expression, variable.unit);
    return variable?.kind === 'parameter' && variable.unit.owner.kind === 'block'
      ? this.ofParameter(variable)
      : undefined;
  }

  /** What the uses of a block give a parameter. */
  private ofParameter(parameter: DeclaredParameter): Sizes {
    const { declared, unit: block } = parameter;
    if (!this.ofParameters.has(parameter)) {
      const sizes = this.program.usesOf(block).map(({ item, unit }): Sizes => {
        const given = item.arguments.get(declared.text);
        return given ? this.ofWritten({ written: given.written, unit }) : pairOf(declared.default);
      });
      this.ofParameters.set(parameter, union(sizes));
    }
    return this.ofParameters.get(parameter);
  }
}

/** A number as height and width, a pair as it is; nothing else is a size. */
function pairOf(value: unknown): Sizes {
  if (typeof value === 'number') return [[value, value]];
  if (!Array.isArray(value)) return undefined;
  const [height, width]: readonly unknown[] = value;
  return typeof height === 'number' && typeof width === 'number' ? [[height, width]] : undefined;
}

function union(all: readonly Sizes[]): Sizes {
  if (all.includes(undefined)) return undefined;
  return [...new Map(all.flatMap((sizes) => sizes ?? []).map((pair) => [String(pair), pair])).values()];
}

function numbersOf(written: WrittenValue | undefined): readonly (number | undefined)[] | undefined {
  const parts = written?.kind === 'list' ? written.items : written && [written];
  return parts?.map((part) => {
    const value = part.kind === 'formula' && part.expression.kind === 'literal' ? part.expression.value : undefined;
    return typeof value === 'number' ? value : undefined;
  });
}

/** The written word, if it is one without holes. */
export const wordOf = (written: WrittenValue | undefined): string | undefined =>
  written?.kind === 'word' ? literal(written) : undefined;
