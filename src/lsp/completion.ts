/** Completion: keys, ops, choices, and names of the spec, by what is at the place. */
import { type CompletionItem, CompletionItemKind, InsertTextFormat, MarkupKind } from 'vscode-languageserver';
import type { Analysis } from '../analyze.js';
import { at, type PathStep, type Spot } from '../at.js';
import type { Named } from '../core/core.js';
import { coreOf } from '../core/resolver.js';
import { functions, sizes } from '../expressions/expression.js';
import { formatShape } from '../expressions/shape.js';
import { type Attribute, describeType } from '../ops/attributes.js';
import { isRequired } from '../ops/derived.js';
import { findOp, ops } from '../ops/index.js';
import type { Op } from '../ops/op.js';
import { type Block, itemsOf, literal, type Spec } from '../spec/spec.js';
import { proseWithCode } from '../text/markdown.js';
import { type Mapping, scalarAt, type Tree } from '../yaml/tree.js';
import { factsOf, shapesText } from './facts.js';
import { choicesOf, keysOf, requiredOf, schemasAt } from './language.js';
import type { TextPlace } from './navigation.js';
import { rangeOf } from './ranges.js';

/** A word that no spec has. */
const marker = 'zzznetspec';

/** What can be written at a place. With `snippets`, an op comes with its required attributes. */
export function completionsAt({ document, offset }: TextPlace, snippets: boolean): CompletionItem[] {
  const { analysis, analyzeAs } = document;
  const { source } = analysis;
  const { text } = source;
  const start = offset - (/[\w$./-]*$/.exec(text.slice(Math.max(0, offset - 200), offset))?.[0].length ?? 0);
  const line = text.slice(text.lastIndexOf('\n', start - 1) + 1, start);
  const rest = /^[^\n]*/.exec(text.slice(offset))?.[0] ?? '';
  const range = rangeOf({ source, start, end: offset });
  // Alone on its line, a word is a key, or else a value in a list.
  const words = /^\s*(- +)*$/.test(line) && rest.trim() === '' ? [`${marker}:`, marker] : [marker];
  for (const word of words) {
    // The text with a word at the place is sound more often than the text without one.
    const filled = analyzeAs(text.slice(0, start) + word + closersFor(line + rest) + text.slice(offset));
    const items = new Completion(at(filled, start + 1), filled, analysis, snippets).items();
    if (items.length > 0)
      return items.map(({ insertText, ...item }) => ({
        ...item,
        textEdit: { range, newText: insertText ?? item.label },
      }));
  }
  return [];
}

/** The brackets that a line leaves open. */
function closersFor(line: string): string {
  const open: string[] = [];
  for (const sign of line.replace(/"[^"]*"?|'[^']*'?|#.*$/g, '')) {
    if (sign === '{') open.push('}');
    else if (sign === '[') open.push(']');
    else if (sign === open.at(-1)) open.pop();
  }
  return open.reverse().join('');
}

class Completion {
  private readonly owner: Block | Spec | undefined;

  /** `filled` is the analysis of the text with the marker at the place, `before` that of the document. */
  constructor(
    private readonly spot: Spot,
    private readonly filled: Analysis,
    private readonly before: Analysis,
    private readonly snippets: boolean,
  ) {
    const { path, owner } = spot;
    const block = path[1]?.key?.text === 'blocks' ? filled.spec?.blocks.get(path[2]?.key?.text ?? '') : undefined;
    this.owner = owner ?? block ?? filled.spec;
  }

  items(): readonly CompletionItem[] {
    const { path, isKey } = this.spot;
    const step = path.at(-1);
    if (!step) return [];
    if (isKey) return this.keys(path.slice(0, -1));
    const key = step.key?.text ?? path.at(-2)?.key?.text;
    if (key === 'op') return this.ops(path.at(-2)?.value, 'word');
    if (key === 'input' || path.some((one) => one.key?.text === 'outputs')) return this.layers();
    if (key === 'weights') return this.sharedWeights();
    if (key === 'until') return this.endpoints();
    const words = [...wordsOf(attributeAt(path)), ...choicesOf(schemasAt(path))];
    const choices = [...new Set(words)].map((label) => ({ label, kind: CompletionItemKind.EnumMember }));
    return [...choices, ...this.names()];
  }

  /** The keys that a mapping lacks, required ones first; of an item without a kind, `op` and all that it can be. */
  private keys(path: readonly PathStep[]): readonly CompletionItem[] {
    const value = path.at(-1)?.value;
    if (value?.kind !== 'mapping') return [];
    const schemas = schemasAt(path);
    const word = scalarAt(value, 'op')?.text ?? '';
    const parameters = [...(this.filled.spec?.blocks.get(word)?.parameters.values() ?? [])];
    const isUndecided =
      keysOf(schemas).has('op') && !['op', 'layers', 'branches'].some((key) => value.entries.has(key));
    const required = new Set([
      ...(isUndecided ? [] : requiredOf(schemas)),
      ...Object.entries(findOp(word)?.attributes ?? {}).flatMap(([key, one]) => (isRequired(one) ? [key] : [])),
      ...parameters.flatMap(({ text, default: standard }) => (standard === undefined ? [text] : [])),
    ]);
    const known = new Map([
      ...keysOf(schemas),
      ...parameters.map(({ text, summary }) => [text, summary && proseWithCode(summary)] as const),
    ]);
    const rank = (key: string) => (key === 'op' || required.has(key) ? 0 : 3);
    const keys = [...known]
      .filter(([label]) => !value.entries.has(label))
      .map(([label, description]) => ({
        label,
        kind: CompletionItemKind.Property,
        insertText: `${label}: `,
        sortText: `${rank(label)}${label}`,
        ...(required.has(label) ? { detail: 'required' } : {}),
        ...documented(description),
      }));
    if (!isUndecided) return keys;
    const isBare = value.entries.size === 1 && this.filled.source.text[value.span.start] !== '{';
    return [...keys, ...this.ops(value, isBare ? 'item' : 'entry')];
  }

  /** The blocks, then the ops, those that the spec uses most first, for an item. */
  private ops(item: Tree | undefined, form: OpForm): readonly CompletionItem[] {
    const around = item?.kind === 'mapping' ? item : undefined;
    const blocks = [...(this.filled.spec?.blocks.values() ?? [])].map((block) => ({
      label: block.name.text,
      kind: CompletionItemKind.Class,
      detail: 'block',
      sortText: `1${block.name.text}`,
      ...documented(block.summary && proseWithCode(block.summary)),
      ...this.written(
        block.name.text,
        [...block.parameters.values()].filter((one) => one.default === undefined).map(({ text }) => text),
        around,
        form,
      ),
    }));
    const uses = countUses(this.before.spec);
    const own = Object.values<Op>(ops).map((op) => {
      const required = Object.entries(op.attributes).filter(([, one]) => isRequired(one));
      const lines = required.map(([key, one]) => `- \`${key}\`: ${one.doc} ${describeType(one.type)}`);
      return {
        label: op.name,
        kind: CompletionItemKind.Function,
        detail: op.keras,
        sortText: `2${String(mostUses - (uses.get(op.name) ?? 0)).padStart(4, '0')}${op.name}`,
        ...documented([op.doc, ...lines].join('\n')),
        ...this.written(
          op.name,
          required.map(([key]) => key),
          around,
          form,
        ),
      };
    });
    return [...blocks, ...own];
  }

  /** The text of an op, with the keys that it needs if the item has none yet. */
  private written(
    word: string,
    required: readonly string[],
    around: Mapping | undefined,
    form: OpForm,
  ): Partial<CompletionItem> {
    const keys = this.snippets && around?.entries.size === 1 ? required : [];
    const { text } = this.filled.source;
    const start = around?.span.start ?? 0;
    const indent = ' '.repeat(start - (text.lastIndexOf('\n', start - 1) + 1));
    const separator = form === 'item' || text[start] === '{' ? ', ' : `\n${indent}`;
    // At the end, the cursor stays in the braces.
    const end = keys.length > 0 ? '${0}' : '';
    const holes = keys.map((key, index) => `${separator}${key}: \${${index + 1}}`).join('');
    return {
      insertText: { word: `${word}${holes}`, entry: `op: ${word}${holes}`, item: `{op: ${word}${holes}${end}}` }[form],
      ...(keys.length > 0 ? { insertTextFormat: InsertTextFormat.Snippet } : {}),
    };
  }

  /** What can be referred to at the place, the nearest first, with shapes. */
  private layers(): readonly CompletionItem[] {
    const { filled, before } = this;
    const failed = filled.spec ? coreOf(filled.spec).failed.references : [];
    const visible = failed.find(({ reference }) => reference.name.text === marker)?.visible ?? new Map<string, Named>();
    const shapes = this.shapes();
    const inputShapes = new Map(before.sketch?.graph.inputs.map(({ name, shape }) => [name, formatShape(shape)]));
    return Array.from(visible, ([label, { kind }], index) => ({
      label,
      kind: kind === 'input' ? CompletionItemKind.Interface : CompletionItemKind.Variable,
      detail: (kind === 'input' ? inputShapes : shapes).get(label) ?? (kind === 'input' ? kind : ''),
      sortText: String(index).padStart(4, '0'),
    }));
  }

  /** The shapes of the owner's items, by name. */
  private shapes(): ReadonlyMap<string, string> {
    const { owner, before } = this;
    const known = owner?.kind === 'block' ? before.spec?.blocks.get(owner.name.text) : before.spec;
    const facts = factsOf(before);
    return new Map(
      [...(known ? itemsOf(known.body) : [])].flatMap((item) => {
        const name = item.name && literal(item.name);
        const shapes = facts.get(item)?.outputs.map(({ type }) => type.shape) ?? [];
        return name === undefined || shapes.length === 0 ? [] : [[name, shapesText(shapes)] as const];
      }),
    );
  }

  private sharedWeights(): readonly CompletionItem[] {
    const names = this.before.symbols.all.flatMap(({ kind, name }) => (kind === 'weights' ? [name] : []));
    return names.map((label) => ({ label, kind: CompletionItemKind.Constant }));
  }

  /** The end points of the spec that the item uses. */
  private endpoints(): readonly CompletionItem[] {
    const { used } = this.spot;
    const items = used?.kind === 'spec' ? used.body.items : [];
    const names = items.flatMap(
      ({ name, endpoint }) => (endpoint ? endpoint.text : endpoint === undefined && name && literal(name)) || [],
    );
    return names.map((label) => ({ label, kind: CompletionItemKind.Constant }));
  }

  /** The names in an expression. */
  private names(): readonly CompletionItem[] {
    const { owner, filled } = this;
    const unit = filled.spec && coreOf(filled.spec).units.find((one) => one.owner === owner);
    const declared = [...(unit?.declared ?? [])].map(([label, { kind }]) => ({
      label,
      kind: kinds[kind],
      detail: kind,
    }));
    const builtin = Object.keys(functions).map((label) => ({
      label,
      kind: CompletionItemKind.Function,
      detail: 'built-in',
    }));
    const ofInput = sizes.map((size) => ({
      label: `in.${size}`,
      kind: CompletionItemKind.Field,
      detail: 'of the input',
    }));
    return [...declared, ...builtin, ...ofInput];
  }
}

/** How an op is written: alone, with its key, or as an item. */
type OpForm = 'word' | 'entry' | 'item';

/** Ops that are used more often are ranked alike. */
const mostUses = 9999;

/** How often a spec uses each op. */
function countUses(spec: Spec | undefined): ReadonlyMap<string, number> {
  const uses = new Map<string, number>();
  for (const { body } of spec ? [spec, ...spec.blocks.values()] : [])
    for (const item of itemsOf(body))
      if (item.kind === 'layer') uses.set(item.op.name, Math.min((uses.get(item.op.name) ?? 0) + 1, mostUses));
  return uses;
}

/** The attribute of an op at a path: a key of an item, or below defaults. */
function attributeAt(path: readonly PathStep[]): Attribute | undefined {
  const [defaults, op, step] = path.slice(-3);
  const item = path.at(-2)?.value;
  const word =
    defaults?.key?.text === 'defaults' ? op?.key?.text : item?.kind === 'mapping' && scalarAt(item, 'op')?.text;
  return word ? findOp(word)?.attributes[step?.key?.text ?? ''] : undefined;
}

/** The words that an attribute can be. */
function wordsOf(attribute: Attribute | undefined): readonly string[] {
  switch (attribute?.type.type) {
    case 'choice':
      return attribute.type.choices;
    case 'named':
      return Object.keys(attribute.type.kinds);
    case 'boolean':
    case 'settings':
      return ['true', 'false'];
    default:
      return [];
  }
}

const kinds = {
  parameter: CompletionItemKind.Variable,
  formula: CompletionItemKind.Function,
  size: CompletionItemKind.Constant,
} as const;

const documented = (text: string | undefined): Pick<CompletionItem, 'documentation'> =>
  text === undefined ? {} : { documentation: { kind: MarkupKind.Markdown, value: text } };
