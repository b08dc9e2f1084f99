/** Holds a tree against the language's JSON Schema, and says what is wrong at the key or value where it stands. */
import type { ErrorObject } from 'ajv';
import { closest, type Diagnostics, didYouMean, enumerate, listWords, replacement } from '../diagnostics.js';
import { schema } from '../schema.js';
import { validateSchema } from '../schema-validator.js';
import type { Span } from '../source.js';
import type { Entry, Mapping, Scalar, Tree } from './1-parse.js';

/**
 * Reports every way in which the tree breaks the schema. Gives the items that are not as they must be, and what it is in
 * them, all else being sound; undefined where something else is wrong, so that the spec can't be read.
 */
export function validate(tree: Tree, diagnostics: Diagnostics): ReadonlySet<Tree> | undefined {
  const faulty = new Set<Tree>();
  if (validateSchema(toPlain(tree, new Map(), false))) return faulty;
  const items = new Set(tree.kind === 'mapping' ? itemsIn(tree) : []);
  let isReadable = true;
  const places = byPlace(validateSchema.errors ?? []);
  for (const [pointer, errors] of places) {
    const path = pathTo(tree, pointer);
    const trees = path.map((step) => step.tree);
    const isSaid = trees.slice(0, -1).some((part) => faulty.has(part) && !items.has(part));
    if (!isSaid) reportPlace(path, errors, diagnostics);
    const item = trees.findLast((part) => items.has(part));
    if (item) faulty.add(item).add(trees.at(-1) as Tree);
    else isReadable = false;
  }
  return isReadable ? faulty : undefined;
}

/** What is missing behind a key: unlike a null that is written out, it fits no schema. */
const nothing = Symbol('nothing');

/** The tree as ajv takes it. Trees that stand behind several aliases are converted once. An empty branch is null. */
function toPlain(tree: Tree, seen: Map<Tree, unknown>, isBranches: boolean): unknown {
  if (tree.kind === 'scalar') return tree.value === null && tree.text === '' && !isBranches ? nothing : tree.value;
  const known = seen.get(tree);
  if (known !== undefined) return known;
  if (tree.kind === 'list') {
    const list = tree.items.map((item) => toPlain(item, seen, isBranches));
    seen.set(tree, list);
    return list;
  }
  // Without a prototype, since `__proto__` and `constructor` are keys like any others.
  const record: Record<string, unknown> = Object.create(null);
  for (const [key, { value }] of tree.entries) {
    Object.defineProperty(record, key, { value: toPlain(value, seen, key === 'branches'), enumerable: true });
  }
  seen.set(tree, record);
  return record;
}

/** Errors by the place that they speak of, without those that only say that a part of it failed. */
function byPlace(errors: readonly ErrorObject[]): ReadonlyMap<string, readonly ErrorObject[]> {
  const places = new Map<string, ErrorObject[]>();
  for (const error of errors) {
    if (error.keyword === 'if') continue;
    const place = places.get(error.instancePath);
    if (place) place.push(error);
    else places.set(error.instancePath, [error]);
  }
  return places;
}

/** Every item of the spec, at any depth, whatever it looks like. */
function* itemsIn(holder: Mapping): Generator<Tree> {
  const value = (key: string) => holder.entries.get(key)?.value;
  const blocks = value('blocks');
  const sequences = [value('layers'), ...children(value('branches'))];
  for (const sequence of sequences) {
    for (const item of sequence?.kind === 'list' ? sequence.items : sequence ? [sequence] : []) {
      yield item;
      if (item.kind === 'mapping') yield* itemsIn(item);
    }
  }
  for (const block of children(blocks)) if (block.kind === 'mapping') yield* itemsIn(block);
}

function children(tree: Tree | undefined): readonly Tree[] {
  if (tree?.kind === 'mapping') return [...tree.entries.values()].map(({ value }) => value);
  return tree?.kind === 'list' ? tree.items : [];
}

/** A tree, and the key that it is the value of. */
interface Step {
  readonly tree: Tree;
  readonly key?: Scalar;
}

/** From the root to the tree at a JSON pointer. */
function pathTo(root: Tree, pointer: string): readonly Step[] {
  const path: Step[] = [{ tree: root }];
  for (const part of pointer.split('/').slice(1)) {
    const text = part.replaceAll('~1', '/').replaceAll('~0', '~');
    const { tree } = path.at(-1) as Step;
    if (tree.kind === 'list') path.push({ tree: tree.items[Number(text)] as Tree });
    else if (tree.kind === 'mapping') {
      const { key, value } = tree.entries.get(text) as Entry;
      path.push({ tree: value, key });
    }
  }
  return path;
}

/** Reports one place's errors. Of a value it is enough to say what it must be, and a misspelt key is not missing as well. */
function reportPlace(path: readonly Step[], errors: readonly ErrorObject[], diagnostics: Diagnostics): void {
  const unknown = errors.filter(({ keyword }) => keyword === 'additionalProperties');
  const missing = errors.filter(({ keyword }) => keyword === 'required');
  const [wrong] = errors.filter((error) => !unknown.includes(error) && !missing.includes(error));
  if (wrong) return reportValue(path, wrong, diagnostics);
  const mapping = (path.at(-1) as Step).tree as Mapping;
  let names = missing.map(({ params }) => params.missingProperty as string);
  // Without its body nobody can say which keys an item may have.
  const bodies = names.includes('layers') && path.length > 1 ? bodiesOf(path) : undefined;
  if (bodies) names = bodies;
  for (const error of unknown) {
    const key = (mapping.entries.get(error.params.additionalProperty) as Entry).key;
    const known = Object.keys(schemaOf(error).properties ?? {});
    const meant = closest(key.text, bodies ?? known.filter((name) => !mapping.entries.has(name)));
    if (!bodies || meant !== undefined) reportUnknownKey(ownerOf(path), key, meant, known, diagnostics);
    names = names.filter((name) => name !== meant);
    if (bodies && meant !== undefined) names = [];
  }
  if (names.length > 0) reportMissing(mapping, names, bodies ? 'or' : 'and', missing[0], diagnostics);
}

/** The keys of which an item, or a block, has one. */
function bodiesOf(path: readonly Step[]): string[] {
  const isBlock = path.length === 3 && path[1]?.key?.text === 'blocks';
  return isBlock ? ['layers', 'branches'] : ['op', 'layers', 'branches'];
}

function reportUnknownKey(
  owner: string,
  { text, span }: Scalar,
  meant: string | undefined,
  known: readonly string[],
  diagnostics: Diagnostics,
): void {
  const choices = meant === undefined ? `; there are ${listWords(known)}` : '';
  const fix = meant === undefined ? undefined : replacement(span, meant, `did you mean ${meant}?`);
  diagnostics.report('unknown-key', span, `${owner} has no "${text}"${choices}`, { fix });
}

function reportMissing(
  mapping: Mapping,
  names: readonly string[],
  conjunction: string,
  error: ErrorObject | undefined,
  diagnostics: Diagnostics,
): void {
  const [only = ''] = names;
  const properties = (error && schemaOf(error).properties) ?? {};
  const doc = names.length === 1 && properties[only] ? descriptionOf(properties[only]) : undefined;
  const verb = names.length === 1 || conjunction === 'or' ? 'is' : 'are';
  diagnostics.report(
    'missing-key',
    headOf(mapping),
    `${enumerate(names, conjunction)} ${verb} missing${doc ? `: ${lowerFirst(doc)}` : ''}`,
  );
}

function reportValue(path: readonly Step[], error: ErrorObject, diagnostics: Diagnostics): void {
  const { tree, key } = path.at(-1) as Step;
  const code = error.keyword === 'type' ? 'wrong-type' : 'invalid-value';
  const span = tree.kind === 'scalar' && tree.text === '' && key ? key.span : headOf(tree);
  const allowed = [error.params.allowedValues ?? error.params.allowedValue ?? []].flat().map(String);
  const wanted = path.length === 1 ? 'a mapping' : schemaOf(error).title;
  diagnostics.report(code, span, `${subjectOf(path)} must be ${wanted}, not ${describe(tree)}`, {
    fix: tree.kind === 'scalar' ? didYouMean(tree.text, tree.span, allowed) : undefined,
  });
}

/** What validation reads of a schema. */
interface SchemaPart {
  readonly title?: string;
  readonly description?: string;
  readonly $ref?: string;
  readonly properties?: Readonly<Record<string, SchemaPart>>;
}

/** The part of the schema whose keyword an error speaks of. */
const schemaOf = ({ parentSchema }: ErrorObject): SchemaPart => (parentSchema ?? {}) as SchemaPart;

/** What a property is for. */
function descriptionOf({ description, $ref }: SchemaPart): string | undefined {
  const definition = $ref?.split('/').at(-1);
  return definition === undefined
    ? description
    : (schema.definitions as Record<string, SchemaPart>)[definition]?.description;
}

/** What a mapping is called when a key of it is at fault. */
function ownerOf(path: readonly Step[]): string {
  const { tree } = path.at(-1) as Step;
  const op = tree.kind === 'mapping' ? tree.entries.get('op')?.value : undefined;
  if (op?.kind === 'scalar') return op.text;
  return isItem(path) ? 'an item' : (keyOf(path) ?? 'a spec');
}

/** What a value is called when it is at fault. */
function subjectOf(path: readonly Step[]): string {
  const key = keyOf(path);
  if (key === undefined) return 'a spec';
  if (path.at(-1)?.key) return key;
  return isItem(path) ? 'an item' : `a value in ${key}`;
}

const keyOf = (path: readonly Step[]): string | undefined => path.findLast(({ key }) => key)?.key?.text;

function isItem(path: readonly Step[]): boolean {
  return path.at(-1)?.key === undefined && ['layers', 'branches'].includes(keyOf(path) ?? '');
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

/** A tree in words: the text of a scalar, and how many there are of anything else. */
function describe(tree: Tree): string {
  if (tree.kind !== 'scalar') {
    const size = tree.kind === 'mapping' ? tree.entries.size : tree.items.length;
    return size === 0 ? `an empty ${tree.kind}` : `a ${tree.kind} of ${size}`;
  }
  const { source, start, end } = tree.span;
  return source.text.slice(start, end) || 'nothing';
}

const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);
