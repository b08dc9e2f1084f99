/** Reports what breaks a JSON Schema, at the key or value in the tree. */

import type { ErrorObject, ValidateFunction } from 'ajv';
import { remedyForForm, remedyForItem } from '../blame/odd-items.js';
import { findMeant, reportUnknownKey } from '../blame/unknown-keys.js';
import { type Remedy, replacement } from '../diagnostics/diagnostic.js';
import type { Diagnostics } from '../diagnostics/diagnostics.js';
import { write } from '../diagnostics/messages/remedies.js';
import {
  invalidValue,
  missingKeys,
  parameterAsWord,
  withoutSettings,
  wrongType,
} from '../diagnostics/messages/schema.js';
import { didYouMean } from '../diagnostics/nearest.js';
import { type Attribute, isSizeType, wordPattern } from '../ops/attributes.js';
import { findOp } from '../ops/index.js';
import { found, itemAt } from '../text/lookup.js';
import { listWords } from '../text/words.js';
import type { KeyOwner } from '../vocabulary/foreign-keys.js';
import { plainNumber, plainSize } from '../vocabulary/numerals.js';
import { remedyFor, translateOp, translateValue, translateWord } from '../vocabulary/translation.js';
import { headOf, type Mapping, type Scalar, type Tree } from '../yaml/tree.js';

/** The parts of a schema that are read. */
export interface SchemaPart {
  readonly title?: string;
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly $ref?: string;
  readonly properties?: Readonly<Record<string, SchemaPart>>;
}

/** The parts of ajv's errors that are read. */
export interface SchemaError extends Pick<ErrorObject, 'instancePath' | 'keyword' | 'params'> {
  /** The part of the schema that has the keyword. */
  readonly parentSchema: SchemaPart;
}

/** Finds all errors in a value. */
export type FindErrors = (value: unknown) => readonly SchemaError[];

/** The errors that ajv finds, without those that only say that a part has errors; `verbose` must be on. */
export function errorsOf(validate: ValidateFunction): FindErrors {
  return (value) => {
    if (validate(value)) return [];
    const errors = (validate.errors ?? []).filter(({ keyword }) => keyword !== 'if');
    return errors.map(({ instancePath, keyword, params, parentSchema }) => {
      return { instancePath, keyword, params, parentSchema: parentSchema as SchemaPart };
    });
  };
}

/** Finds all errors in a value, with the definitions of the schema. */
export interface Validator {
  readonly findErrors: FindErrors;
  readonly definitions: Readonly<Record<string, SchemaPart>>;
}

/** A place in a tree, as the path from the root, and its errors. */
export interface SchemaFault {
  readonly path: readonly TreeStep[];
  readonly errors: readonly SchemaError[];
}

/**
 * The places where a value breaks the schema. The value is the tree's, or has that of a tree at the place of a pointer;
 * `what` names the tree in messages.
 */
export function findFaults(
  value: unknown,
  { findErrors }: Validator,
  root: Tree,
  what: TreeKind,
  below = '',
): readonly SchemaFault[] {
  const places = byPlace(findErrors(value));
  return [...places].map(([pointer, errors]) => ({ path: pathTo(root, what, pointer.slice(below.length)), errors }));
}

/** Errors by place. */
function byPlace(errors: readonly SchemaError[]): ReadonlyMap<string, readonly SchemaError[]> {
  const places = new Map<string, SchemaError[]>();
  for (const error of errors) {
    const place = places.get(error.instancePath);
    if (place) place.push(error);
    else places.set(error.instancePath, [error]);
  }
  return places;
}

/** The missing value of a key; unlike an explicit null, it fits no schema. */
const nothing = Symbol('nothing');

/** A tree as a value for ajv, with stubs for some trees in it. An empty branch is null. */
export function toPlain(tree: Tree, stubs: ReadonlyMap<Tree, unknown> = new Map(), isBranches = false): unknown {
  const plain = (inner: Tree, ofBranches: boolean) => stubs.get(inner) ?? toPlain(inner, stubs, ofBranches);
  if (tree.kind === 'scalar') return tree.value === null && tree.text === '' && !isBranches ? nothing : tree.value;
  if (tree.kind === 'list') return tree.items.map((item) => plain(item, isBranches));
  // Without a prototype, since `__proto__` and `constructor` are keys like any other.
  const record: Record<string, unknown> = Object.create(null);
  for (const [key, { value }] of tree.entries) record[key] = plain(value, isBranches || key === 'branches');
  return record;
}

/** The name of a tree in messages. */
export type TreeKind = 'a spec' | 'an item' | 'a weight map';

/** A tree and its key; for the root, what it is. */
export interface TreeStep {
  readonly tree: Tree;
  readonly key?: Scalar;
  readonly what?: TreeKind;
}

/** The path from the root to the tree at a JSON pointer. */
function pathTo(root: Tree, what: TreeKind, pointer: string): readonly TreeStep[] {
  const path: TreeStep[] = [{ tree: root, what }];
  for (const part of pointer.split('/').slice(1)) {
    const text = part.replaceAll('~1', '/').replaceAll('~0', '~');
    const { tree } = itemAt(path, -1);
    if (tree.kind === 'list') path.push({ tree: itemAt(tree.items, Number(text)) });
    else if (tree.kind === 'mapping') {
      const { key, value } = found(tree.entries, text);
      path.push({ tree: value, key });
    }
  }
  return path;
}

/**
 * Reports the errors of one place. If a value is wrong, its parts are not reported; a misspelled key is not reported as
 * missing.
 */
export function reportFault({ path, errors }: SchemaFault, { definitions }: Validator, diagnostics: Diagnostics): void {
  const unknown = errors.filter(({ keyword }) => keyword === 'additionalProperties');
  const missing = errors.filter(({ keyword }) => keyword === 'required');
  const misnamed = errors.filter(({ keyword }) => keyword === 'propertyNames');
  const [wrong] = errors.filter((error) => ![...unknown, ...missing, ...misnamed].includes(error));
  if (wrong) return reportValue(path, wrong, diagnostics);
  const mapping = itemAt(path, -1).tree as Mapping;
  for (const { params, parentSchema } of misnamed) {
    const { key } = found(mapping.entries, params.propertyName);
    diagnostics.report(wrongType(`a name in ${subjectOf(path)}`, parentSchema.title, key.text), key.span);
  }
  let names = missing.map(({ params }) => params.missingProperty as string);
  // Which keys an item may have depends on its body.
  const bodies = names.includes('layers') ? bodiesOf(path) : undefined;
  if (bodies) names = bodies;
  for (const error of unknown) {
    const entry = found(mapping.entries, error.params.additionalProperty);
    const known = Object.keys(error.parentSchema.properties ?? {});
    const free = bodies ?? known.filter((name) => !mapping.entries.has(name));
    const keys = { owner: ownerOf(path), kind: kindOf(path), known, free };
    const guess = findMeant(keys, entry);
    if (!bodies || guess?.meant !== undefined) reportUnknownKey(keys, entry.key, guess, diagnostics);
    names = bodies && guess?.meant !== undefined ? [] : names.filter((name) => name !== guess?.meant);
  }
  if (names.length > 0) {
    const doc = docOf(names, missing[0], definitions);
    const message = missingKeys(names, bodies ? 'or' : 'and', doc && lowerFirst(doc));
    diagnostics.report(message, headOf(mapping), bodies ? remedyForItem(mapping) : {});
  }
}

/** The kind of a mapping, for the keys of other libraries. */
export function kindOf(path: readonly TreeStep[]): KeyOwner | undefined {
  const [root, section] = path;
  const last = path.at(-2)?.key?.text;
  if (root?.what === 'an item') return path.length === 1 || path.at(-1)?.key?.text === 'join' ? 'item' : undefined;
  if (root?.what !== 'a spec') return undefined;
  if (path.length === 1) return 'spec';
  if (last === 'parameters') return 'parameter';
  if (last === 'inputs' && path.length === 3 && section?.key?.text === 'inputs') return 'input';
  return path.length === 3 && section?.key?.text === 'blocks' ? 'block' : undefined;
}

/** The keys of which an item, or a block, needs one; undefined for the spec itself. */
function bodiesOf(path: readonly TreeStep[]): string[] | undefined {
  if (path.length > 1) return ['layers', 'branches'];
  return path[0]?.what === 'an item' ? ['op', 'layers', 'branches'] : undefined;
}

function reportValue(path: readonly TreeStep[], error: SchemaError, diagnostics: Diagnostics): void {
  const { tree, key } = itemAt(path, -1);
  const span = tree.kind === 'scalar' && tree.text === '' && key ? key.span : headOf(tree);
  const { what } = itemAt(path, -1);
  const wanted = what === undefined || what === 'an item' ? error.parentSchema.title : 'a mapping';
  const unfit = error.keyword === 'type' ? wrongType : invalidValue;
  const form = remedyForForm(tree, path.length, key?.text, what);
  const remedy = form ?? remedyForValue(path, writtenIn(tree), error);
  diagnostics.report(unfit(subjectOf(path), wanted, describe(tree)), span, remedy);
}

/** A value as written, also in braces or brackets. */
function writtenIn(tree: Tree): WrittenText {
  if (tree.kind === 'scalar') return tree;
  const { source, start, end } = tree.span;
  return { text: source.text.slice(start, end), span: tree.span };
}

type WrittenText = Pick<Scalar, 'text' | 'span'>;

/** What to write instead of a value that its key does not take. */
function remedyForValue(path: readonly TreeStep[], { text, span }: WrittenText, error: SchemaError): Remedy {
  const { key } = itemAt(path, -1);
  const allowed = [error.params.allowedValues ?? error.params.allowedValue ?? []].flat().map(String);
  const attribute = key && findOp(ownerOf(path.slice(0, -1)))?.attributes[key.text];
  const join = key?.text === 'join' ? translateOp(text) : undefined;
  const translation =
    (attribute ? translateValue(key.text, attribute, text) : translateWord(text, allowed)) ??
    (allowed.includes(join?.word ?? '') ? join : undefined);
  if (translation) return remedyFor(translation, span);
  const plain = attribute && plainValue(attribute, text);
  if (plain !== undefined) return { fix: replacement(span, plain) };
  const [, word = ''] = /^\{\s*(\w+):/.exec(text) ?? [];
  const { type } = attribute ?? {};
  if (type?.type === 'choice' && type.choices.includes(word) && !Object.hasOwn(type.settings ?? {}, word))
    return { help: withoutSettings(word) };
  const share = attribute && shareIn(attribute, text);
  if (share !== undefined) return { help: write(String(share)) };
  const digits =
    [error.parentSchema.type].flat().some((type) => type === 'integer' || type === 'number') && plainNumber(text);
  // Only the author can change a declaration.
  if (digits) return { help: write(digits) };
  const meant = didYouMean(text, span, { words: allowed });
  if (meant) return meant;
  return type?.type === 'choice' && type.or && wordPattern.test(text) ? { help: parameterAsWord(text) } : {};
}

/** A size or an expression without the braces, brackets and operators of another language. */
function plainValue({ type }: Attribute, text: string): string | undefined {
  // A list with commas is well formed.
  if (isSizeType(type)) return /^\[.*,/.test(text) ? undefined : plainSize(text);
  if (type.type === 'choice') {
    const [, word] = /^[[{]\s*(\w+)\s*[}\]]$/.exec(text) ?? [];
    return word !== undefined && type.choices.includes(word) ? word : undefined;
  }
  const isExpression = type.type === 'integer' || type.type === 'number' || type.type === 'boolean';
  return isExpression ? /^[[{]\s*(\w+)\s*[}\]]$/.exec(text)?.[1] : undefined;
}

/** A share of 1 written in percent; undefined if it is none. */
function shareIn({ type }: Attribute, text: string): number | undefined {
  const isShare = type.type === 'number' && (type.maximum ?? type.below ?? Number.POSITIVE_INFINITY) <= 1;
  return isShare && /^\d+(\.\d+)?$/.test(text) && Number(text) >= 10 && Number(text) < 100
    ? Number(text) / 100
    : undefined;
}

/** The description of the only property that a mapping lacks. */
function docOf(
  [name = '', ...others]: readonly string[],
  error: SchemaError | undefined,
  definitions: Validator['definitions'],
): string | undefined {
  const property = others.length === 0 && error ? error.parentSchema.properties?.[name] : undefined;
  const definition = property?.$ref?.split('/').at(-1);
  return definition === undefined ? property?.description : definitions[definition]?.description;
}

/** The name in messages of a mapping with a wrong key. */
export function ownerOf(path: readonly TreeStep[]): string {
  const { tree } = itemAt(path, -1);
  const op = tree.kind === 'mapping' ? tree.entries.get('op')?.value : undefined;
  return op?.kind === 'scalar' ? op.text : (keyOf(path) ?? path[0]?.what ?? '');
}

/** The name in messages of a wrong value. */
function subjectOf(path: readonly TreeStep[]): string {
  const { key, what } = itemAt(path, -1);
  return key?.text ?? what ?? `a value in ${keyOf(path)}`;
}

const keyOf = (path: readonly TreeStep[]): string | undefined => path.findLast(({ key }) => key)?.key?.text;

/** A tree in words: the text of a scalar, the keys of a mapping, the number of items of a list. */
function describe(tree: Tree): string {
  if (tree.kind !== 'scalar') {
    const size = tree.kind === 'mapping' ? tree.entries.size : tree.items.length;
    if (size === 0) return `an empty ${tree.kind}`;
    if (tree.kind === 'list') return `a list of ${size}`;
    return `a mapping with the ${size === 1 ? 'key' : 'keys'} ${listWords([...tree.entries.keys()], mostKeys)}`;
  }
  const { source, start, end } = tree.span;
  return source.text.slice(start, end) || 'nothing';
}

/** The maximum number of keys that a message lists. */
const mostKeys = 3;

const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);
