/** What is known of a layer's attributes whatever options the factory is given. */
import type { Expression } from '../expressions/expression.js';
import type { Pair } from '../ops/attributes.js';
import { holderOf, transformOf, writtenFor } from '../spec/scoping.js';
import { type Block, indexName, type LayerItem, literal, type WrittenValue } from '../spec/spec.js';
import type { Owner, Program } from './program.js';

/** The heights and widths that something can come to. Undefined is any: it depends on the factory's options, or on a shape. */
export type Sizes = readonly Pair[] | undefined;

/** What one layer says of its op, by attribute. */
export interface LayerFacts {
  /** Its word, or undefined where it has none or is made of a parameter. */
  word(key: string): string | undefined;
  /** The sizes that it can come to. */
  sizes(key: string): Sizes;
  /** The numbers of a list, undefined for one that is not written out; undefined where nothing is written. */
  numbers(key: string): readonly (number | undefined)[] | undefined;
  /** The settings that are given, where there are some. */
  settings(key: string): readonly string[];
}

/** What is known of the layers of a program. */
export class Facts {
  private readonly ofParameters = new Map<Block, Map<string, Sizes>>();
  private readonly owners: ReadonlyMap<object, Owner>;

  constructor(private readonly program: Program) {
    this.owners = new Map(program.items.map(({ item, owner }) => [item, owner]));
  }

  of(item: LayerItem): LayerFacts {
    const standard = (key: string) => item.op.attributes[key]?.default;
    return {
      word: (key) => {
        const written = writtenFor(item, key);
        const word = written ? wordOf(written) : standard(key);
        return typeof word === 'string' ? word : undefined;
      },
      sizes: (key) => this.ofAttribute(item, key),
      numbers: (key) => numbersOf(writtenFor(item, key)),
      settings: (key) => {
        const written = writtenFor(item, key);
        return written?.kind === 'settings' ? [...written.entries.keys()] : [];
      },
    };
  }

  private ofAttribute(item: LayerItem, key: string): Sizes {
    if (transformOf(item, key)) return undefined;
    const written = writtenFor(item, key);
    if (!written) return pairOf(item.op.attributes[key]?.default);
    const isOfSpec = !item.own.has(key) && item.defaults.get(key)?.block === undefined;
    const owner = isOfSpec ? this.program.spec : this.owners.get(item);
    return owner && this.ofWritten(written, owner);
  }

  private ofWritten(written: WrittenValue, owner: Owner): Sizes {
    if (written.kind === 'formula') return this.ofExpression(written.expression, owner);
    if (written.kind !== 'list' || written.items.length !== 2) return undefined;
    const [heights, widths] = written.items.map((side) => this.ofWritten(side, owner));
    return heights && widths && heights.flatMap(([height]) => widths.map(([, width]): Pair => [height, width]));
  }

  private ofExpression(expression: Expression, owner: Owner): Sizes {
    switch (expression.kind) {
      case 'literal':
        return pairOf(expression.value);
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
    const holder = holderOf(name, owner, this.program.spec);
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
        return given ? this.ofWritten(given.written, owner) : pairOf(standard);
      });
      known.set(name, union(sizes));
    }
    return known.get(name);
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

/** The word that was written, where it is one and has no holes. */
export const wordOf = (written: WrittenValue | undefined): string | undefined =>
  written?.kind === 'word' ? literal(written) : undefined;
