/** Holds a tree against the language's JSON Schema, and says what is wrong at the key or value where it stands. */
import type { ErrorObject } from 'ajv';
import { closest, type Diagnostics, didYouMean, replacement } from '../diagnostics.js';
import { validateSchema } from '../schema-validator.js';
import type { Span } from '../source.js';
import type { Mapping, Tree } from './1-parse.js';

/** Reports every way in which the tree breaks the schema. */
export function validate(tree: Tree, diagnostics: Diagnostics): void {
  if (validateSchema(toPlain(tree, new Map()))) return;
  for (const error of independent(validateSchema.errors ?? [])) reportError(tree, error, diagnostics);
}

/** The tree as ajv takes it. Trees that stand behind several aliases are converted once. */
function toPlain(tree: Tree, seen: Map<Tree, unknown>): unknown {
  if (tree.kind === 'scalar') return tree.value;
  const known = seen.get(tree);
  if (known !== undefined) return known;
  if (tree.kind === 'list') {
    const list = tree.items.map((item) => toPlain(item, seen));
    seen.set(tree, list);
    return list;
  }
  // Without a prototype, since `__proto__` and `constructor` are keys like any others.
  const record: Record<string, unknown> = Object.create(null);
  for (const [key, { value }] of tree.entries) {
    Object.defineProperty(record, key, { value: toPlain(value, seen), enumerable: true });
  }
  seen.set(tree, record);
  return record;
}

/** Leaves out what only says that a part failed: the part's own error says it better. */
function independent(errors: readonly ErrorObject[]): readonly ErrorObject[] {
  const kept = errors.filter(({ keyword }) => keyword !== 'if' && keyword !== 'allOf');
  return kept.filter(
    ({ keyword, instancePath }) =>
      keyword !== 'enum' || !kept.some((other) => other.keyword === 'type' && other.instancePath === instancePath),
  );
}

/** The subtree at a JSON pointer. */
function at(tree: Tree, pointer: string): Tree {
  let here = tree;
  for (const part of pointer.split('/').slice(1)) {
    const key = part.replaceAll('~1', '/').replaceAll('~0', '~');
    const next =
      here.kind === 'mapping'
        ? here.entries.get(key)?.value
        : here.kind === 'list'
          ? here.items[Number(key)]
          : undefined;
    if (!next) throw new Error(`no ${pointer} in the tree that was validated`);
    here = next;
  }
  return here;
}

function reportError(root: Tree, error: ErrorObject, diagnostics: Diagnostics): void {
  const tree = at(root, error.instancePath);
  const key = error.instancePath
    .slice(error.instancePath.lastIndexOf('/') + 1)
    .replaceAll('~1', '/')
    .replaceAll('~0', '~');
  const what = /^\d*$/.test(key) ? 'this' : key;
  switch (error.keyword) {
    case 'additionalProperties':
      return reportUnknownKey(tree as Mapping, error, diagnostics);
    case 'required': {
      const missing = error.params.missingProperty as string;
      const doc = (error.parentSchema?.properties as Record<string, { description?: string }> | undefined)?.[missing]
        ?.description;
      return diagnostics.report(
        'missing-key',
        headOf(tree),
        `"${missing}" is missing${doc ? `: ${lowerFirst(doc)}` : ''}`,
      );
    }
    case 'type': {
      const types = [error.params.type].flat() as string[];
      return diagnostics.report(
        'wrong-type',
        headOf(tree),
        `${what} must be ${describeTypes(types)}, not ${describeTree(tree)}`,
      );
    }
    case 'enum':
    case 'const': {
      const allowed = [error.params.allowedValues ?? error.params.allowedValue].flat().map(String);
      const text = tree.kind === 'scalar' ? tree.text : '';
      const meant = closest(text, allowed) ?? (allowed.length === 1 ? allowed[0] : undefined);
      const fix =
        meant === undefined
          ? undefined
          : replacement(tree.span, meant, allowed.length === 1 ? `write ${meant}` : `did you mean ${meant}?`);
      const choices = allowed.length === 1 ? `must be ${allowed[0]}` : `must be one of ${allowed.join(', ')}`;
      return diagnostics.report('invalid-value', tree.span, `${what} ${choices}, not ${describeTree(tree)}`, { fix });
    }
    case 'minItems':
    case 'maxItems':
    case 'minProperties':
    case 'maxProperties': {
      const bound = error.keyword.startsWith('min') ? 'at least' : 'at most';
      return diagnostics.report('invalid-value', headOf(tree), `${what} must have ${bound} ${error.params.limit}`);
    }
    default:
      return diagnostics.report('invalid-value', headOf(tree), `${what} ${error.message}, not ${describeTree(tree)}`);
  }
}

function reportUnknownKey(mapping: Mapping, error: ErrorObject, diagnostics: Diagnostics): void {
  const unknown = error.params.additionalProperty as string;
  const { span } = (mapping.entries.get(unknown) as { key: { span: Span } }).key as { span: Span };
  const known = Object.keys((error.parentSchema?.properties ?? {}) as object);
  const free = known.filter((key) => !mapping.entries.has(key));
  const op = mapping.entries.get('op')?.value;
  const owner = op?.kind === 'scalar' ? `${op.text} has` : 'there is';
  const fix = didYouMean(unknown, span, free);
  const choices = fix ? '' : `; there are ${known.join(', ')}`;
  diagnostics.report('unknown-key', span, `${owner} no "${unknown}"${choices}`, { fix });
}

/** Where to point at a whole mapping or list: its first line is enough. */
function headOf(tree: Tree): Span {
  if (tree.kind === 'scalar') return tree.span;
  if (tree.kind === 'mapping') {
    const [first] = tree.entries.values();
    if (first) return first.key.span;
  }
  return { ...tree.span, end: tree.span.start + 1 };
}

const typeWords: Readonly<Record<string, string>> = {
  object: 'a mapping',
  array: 'a list',
  string: 'text',
  integer: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  null: 'null',
};

function describeTypes(types: readonly string[]): string {
  const words = types.map((type) => typeWords[type] ?? type);
  return words.length === 1 ? (words[0] as string) : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}

function describeTree(tree: Tree): string {
  if (tree.kind === 'mapping') return 'a mapping';
  if (tree.kind === 'list') return 'a list';
  return tree.text === '' ? 'nothing' : tree.text;
}

const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);
