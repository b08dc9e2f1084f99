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
 *
 * Items are held against the schema one by one, and the spec with a stub in the place of each, since ajv takes time that
 * grows with the square of the errors that it finds at once.
 */
export function validate(tree: Tree, diagnostics: Diagnostics): ReadonlySet<Tree> | undefined {
  const items = tree.kind === 'mapping' ? itemsOf(tree) : new Set<Tree>();
  const faulty = new Set<Tree>();
  for (const item of items) {
    const spec = { ...stubSpec, layers: [toPlain(item, items)] };
    for (const [pointer, errors] of findFaults(spec, '/layers/0')) {
      const path = pathTo(item, 'an item', pointer);
      // Of a value that is wrong as a whole nothing is said of its parts.
      if (!path.slice(1, -1).some((step) => faulty.has(step.tree))) reportPlace(path, errors, diagnostics);
      faulty.add(item).add((path.at(-1) as Step).tree);
    }
  }
  const places = findFaults(toPlain(tree, items), '');
  for (const [pointer, errors] of places) reportPlace(pathTo(tree, 'a spec', pointer), errors, diagnostics);
  return places.length === 0 ? faulty : undefined;
}

const stubItem = { op: 'flatten' };
const stubSpec = { netspec: 1, name: 'stub', inputs: { x: 1 }, layers: [stubItem], outputs: { y: 'x' } };

/** The errors of a plain spec, by the places below a pointer that they speak of. */
function findFaults(plain: unknown, below: string): readonly (readonly [string, readonly ErrorObject[]])[] {
  if (validateSchema(plain)) return [];
  const places = byPlace(validateSchema.errors ?? []);
  return [...places].map(([pointer, errors]) => [pointer.slice(below.length), errors]);
}

/** What is missing behind a key: unlike a null that is written out, it fits no schema. */
const nothing = Symbol('nothing');

/** A tree as ajv takes it, with stubs for the items in it. An empty branch is null. */
function toPlain(tree: Tree, items: ReadonlySet<Tree>, isBranches = false): unknown {
  const plain = (inner: Tree, ofBranches: boolean) => (items.has(inner) ? stubItem : toPlain(inner, items, ofBranches));
  if (tree.kind === 'scalar') return tree.value === null && tree.text === '' && !isBranches ? nothing : tree.value;
  if (tree.kind === 'list') return tree.items.map((item) => plain(item, isBranches));
  // Without a prototype, since `__proto__` and `constructor` are keys like any others.
  const record: Record<string, unknown> = Object.create(null);
  for (const [key, { value }] of tree.entries) {
    Object.defineProperty(record, key, { value: plain(value, isBranches || key === 'branches'), enumerable: true });
  }
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

/** Every item of a spec, at any depth, whatever it looks like; what stands behind several aliases once. */
function itemsOf(spec: Mapping): Set<Tree> {
  const items = new Set<Tree>();
  const addFrom = (holder: Tree): void => {
    if (holder.kind !== 'mapping') return;
    const layers = holder.entries.get('layers')?.value;
    const branches = children(holder.entries.get('branches')?.value);
    for (const item of [...(layers?.kind === 'list' ? layers.items : []), ...branches.flatMap(itemsOfBranch)]) {
      if (items.has(item)) continue;
      items.add(item);
      addFrom(item);
    }
  };
  addFrom(spec);
  for (const block of children(spec.entries.get('blocks')?.value)) addFrom(block);
  return items;
}

/** A branch is a list of items, or one; an empty one is the identity. */
function itemsOfBranch(branch: Tree): readonly Tree[] {
  if (branch.kind === 'list') return branch.items;
  return branch.kind === 'scalar' && branch.value === null ? [] : [branch];
}

function children(tree: Tree | undefined): readonly Tree[] {
  if (tree?.kind === 'mapping') return [...tree.entries.values()].map(({ value }) => value);
  return tree?.kind === 'list' ? tree.items : [];
}

/** A tree, and the key that it is the value of; of what stands first, what it is. */
interface Step {
  readonly tree: Tree;
  readonly key?: Scalar;
  readonly what?: 'a spec' | 'an item';
}

/** From a spec or an item to the tree at a JSON pointer. */
function pathTo(root: Tree, what: 'a spec' | 'an item', pointer: string): readonly Step[] {
  const path: Step[] = [{ tree: root, what }];
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
  const bodies = names.includes('layers') ? bodiesOf(path) : undefined;
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

/** The keys of which an item, or a block, has one; undefined for the spec itself. */
function bodiesOf(path: readonly Step[]): string[] | undefined {
  if (path.length > 1) return ['layers', 'branches'];
  return path[0]?.what === 'an item' ? ['op', 'layers', 'branches'] : undefined;
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
  const wanted = path.at(-1)?.what === 'a spec' ? 'a mapping' : schemaOf(error).title;
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
  return op?.kind === 'scalar' ? op.text : (keyOf(path) ?? path[0]?.what ?? '');
}

/** What a value is called when it is at fault. */
function subjectOf(path: readonly Step[]): string {
  const { key, what } = path.at(-1) as Step;
  return key?.text ?? what ?? `a value in ${keyOf(path)}`;
}

const keyOf = (path: readonly Step[]): string | undefined => path.findLast(({ key }) => key)?.key?.text;

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
