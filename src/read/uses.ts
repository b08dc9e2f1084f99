/** Reads uses of blocks and of other specs, and their arguments. */

import { isSlip, reportMisspelled } from '../blame/misspelled.js';
import { reportUnknownOp } from '../blame/unknown-ops.js';
import type { Diagnostics } from '../diagnostics/diagnostics.js';
import { unknownKey } from '../diagnostics/messages/schema.js';
import { closest } from '../diagnostics/nearest.js';
import { useKeys } from '../spec/schema/structure.js';
import { type Block, isPath, type Name, type Spec, type UseItem, usedName, type WrittenValue } from '../spec/spec.js';
import { groupBy } from '../text/group-by.js';
import { entriesOf, type Mapping, type Scalar, scalarAt, valueAt } from '../yaml/tree.js';
import { readWritten } from './values.js';
import { readName, readReference, readWord } from './words.js';

/** Loads another spec by its path, up to an end point; undefined if it has errors, which are reported. */
export type LoadSpec = (path: Name, until: Name | undefined) => Spec | undefined;

/** A block without its body: what is known of every block before any use is read. */
export type BlockHead = Omit<Block, 'body'>;

/** The properties that only uses have. */
type Use = Pick<UseItem, 'block' | 'until' | 'arguments' | 'rename'>;

/** The uses in a spec. */
export class Uses {
  /** The other specs that are used, by `usedName`. */
  readonly specs = new Map<string, Spec>();
  private readonly used = new Set<BlockHead>();
  /** Names that are neither an op nor a block. */
  private readonly unknown: { readonly item: Mapping; readonly op: Scalar }[] = [];

  constructor(
    private readonly blocks: ReadonlyMap<string, BlockHead>,
    private readonly load: LoadSpec,
    private readonly diagnostics: Diagnostics,
  ) {}

  /** Reads a use; `op` names the block or spec. */
  read(tree: Mapping, op: Scalar): Use {
    const until = scalarAt(tree, 'until');
    const named = { block: readReference(op), ...(until ? { until: readReference(until) } : {}) };
    const used = isPath(op.text) ? this.findSpec(named) : this.findBlock(tree, op);
    if (!isPath(op.text)) this.refuseKeys(tree, ['until'], 'a use of a block');
    else if (used) this.refuseKeys(tree, ['rename'], 'a use of another spec');
    return {
      ...named,
      arguments: used ? this.readArguments(tree, used.parameters) : new Map(),
      rename: this.readRenames(tree),
    };
  }

  private findSpec(use: Pick<Use, 'block' | 'until'>): Spec | undefined {
    const name = usedName(use);
    const spec = this.specs.get(name) ?? this.load(use.block, use.until);
    if (spec) this.specs.set(name, spec);
    return spec;
  }

  private findBlock(item: Mapping, op: Scalar): BlockHead | undefined {
    const block = this.blocks.get(op.text);
    if (block) this.used.add(block);
    else this.unknown.push({ item, op });
    return block;
  }

  private refuseKeys({ entries }: Mapping, keys: readonly string[], owner: string): void {
    for (const text of keys) {
      const key = entries.get(text)?.key;
      if (key) this.diagnostics.report(unknownKey(text, owner), key.span);
    }
  }

  /** Reads the arguments of a use. For a parameter with choices a value is a word, else an expression. */
  private readArguments(tree: Mapping, parameters: Block['parameters']): Use['arguments'] {
    const given = new Map<string, { key: Name; written: WrittenValue }>();
    for (const { key, value } of tree.entries.values()) {
      if (useKeys.includes(key.text)) continue;
      const isWord = value.kind === 'scalar' && parameters.get(key.text)?.type?.type === 'choice';
      const written: WrittenValue = isWord
        ? { kind: 'word', ...readWord(value, this.diagnostics) }
        : readWritten(value, undefined, this.diagnostics);
      given.set(key.text, { key: readReference(key), written });
    }
    return given;
  }

  private readRenames(tree: Mapping): Use['rename'] {
    const renames = entriesOf(valueAt(tree, 'rename')).map(({ key, value }) => {
      return { key: readReference(key), to: readName(value as Scalar, this.diagnostics) };
    });
    return new Map(renames.map((rename) => [rename.key.text, rename]));
  }

  /** Reports names that are neither an op nor a block, at their place or at the block with the misspelled name. */
  reportUnknown(): void {
    const unused = [...this.blocks].flatMap(([name, block]) => (this.used.has(block) ? [] : name));
    const blocks = [...this.blocks.keys()];
    for (const [text, uses] of groupBy(this.unknown, ({ op }) => op.text)) {
      const meant = closest(text, unused);
      const declared = meant === undefined ? undefined : this.blocks.get(meant)?.name;
      const spans = uses.map(({ op }) => op.span);
      if (declared && (spans.length > 1 || isSlip(declared, text)))
        reportMisspelled('unknown-op', declared, text, spans, this.diagnostics);
      else for (const { item, op } of uses) reportUnknownOp(item, op, blocks, this.diagnostics);
    }
  }
}
