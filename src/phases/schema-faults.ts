/** What breaks a JSON Schema in a tree, said of the key or value where it stands. */
import { closest, type Diagnostics, didYouMean, enumerate, listWords, replacement } from '../diagnostics.js';
import { groupBy } from '../group-by.js';
import type { JsonSchema } from '../schema.js';
import type { Span } from '../source.js';
import type { Entry, Mapping, Scalar, Tree } from './1-parse.js';
import { findErrors, type Place, type SchemaError } from './schema-rules.js';

/** A place in a tree, from the root, and the errors that speak of it. */
export interface Fault {
  readonly path: readonly Step[];
  readonly errors: readonly SchemaError[];
}

/**
 * Where a tree breaks a schema, whose references are to the definitions. What the tree is, such as `a spec`, is for
 * messages; what is skipped, below it, is not looked into.
 */
export function findFaults(
  tree: Tree,
  schema: JsonSchema,
  definitions: Definitions,
  what: What,
  skipped: ReadonlySet<Tree> = new Set(),
): readonly Fault[] {
  const errors = findErrors(tree, schema, definitions, skipped);
  return [...groupBy(errors, ({ place }) => place.tree).values()].map((group) => {
    const [{ place }] = group as [SchemaError];
    return { path: pathTo(place, what), errors: group };
  });
}

export type Definitions = Readonly<Record<string, JsonSchema>>;

/** What a tree is in messages. */
export type What = 'a spec' | 'an item' | 'a weight map';

/** A tree, and the key that it is the value of; of what stands first, what it is. */
export interface Step {
  readonly tree: Tree;
  readonly key?: Scalar;
  readonly what?: What;
}

/** From the root to a place. */
function pathTo({ tree, key, holder }: Place, what: What): readonly Step[] {
  return holder ? [...pathTo(holder, what), key ? { tree, key } : { tree }] : [{ tree, what }];
}

/** Reports one place's errors. Of a value it is enough to say what it must be, and a misspelt key is not missing as well. */
export function reportFault({ path, errors }: Fault, definitions: Definitions, diagnostics: Diagnostics): void {
  const unknown = errors.filter(({ keyword }) => keyword === 'additionalProperties');
  const missing = errors.filter(({ keyword }) => keyword === 'required');
  const [wrong] = errors.filter((error) => !unknown.includes(error) && !missing.includes(error));
  if (wrong) return reportValue(path, wrong, diagnostics);
  const mapping = (path.at(-1) as Step).tree as Mapping;
  let names = missing.map(({ property }) => property as string);
  // Without its body nobody can say which keys an item may have.
  const bodies = names.includes('layers') ? bodiesOf(path) : undefined;
  if (bodies) names = bodies;
  for (const error of unknown) {
    const key = (mapping.entries.get(error.property as string) as Entry).key;
    const known = Object.keys(error.schema.properties ?? {});
    const meant = closest(key.text, bodies ?? known.filter((name) => !mapping.entries.has(name)));
    if (!bodies || meant !== undefined) reportUnknownKey(ownerOf(path), key, meant, known, diagnostics);
    names = names.filter((name) => name !== meant);
    if (bodies && meant !== undefined) names = [];
  }
  if (names.length > 0)
    reportMissing(mapping, names, bodies ? 'or' : 'and', docOf(names, missing[0], definitions), diagnostics);
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
  doc: string | undefined,
  diagnostics: Diagnostics,
): void {
  const verb = names.length === 1 || conjunction === 'or' ? 'is' : 'are';
  diagnostics.report(
    'missing-key',
    headOf(mapping),
    `${enumerate(names, conjunction)} ${verb} missing${doc ? `: ${lowerFirst(doc)}` : ''}`,
  );
}

function reportValue(path: readonly Step[], { keyword, schema }: SchemaError, diagnostics: Diagnostics): void {
  const { tree, key } = path.at(-1) as Step;
  const code = keyword === 'type' ? 'wrong-type' : 'invalid-value';
  const span = tree.kind === 'scalar' && tree.text === '' && key ? key.span : headOf(tree);
  const allowed = (keyword === 'enum' ? (schema.enum ?? []) : keyword === 'const' ? [schema.const] : []).map(String);
  const { what } = path.at(-1) as Step;
  const wanted = what === undefined || what === 'an item' ? schema.title : 'a mapping';
  diagnostics.report(code, span, `${subjectOf(path)} must be ${wanted}, not ${describe(tree)}`, {
    fix: tree.kind === 'scalar' ? didYouMean(tree.text, tree.span, allowed) : undefined,
  });
}

/** What a single property is for, which a mapping lacks. */
function docOf(
  [name = '', ...others]: readonly string[],
  error: SchemaError | undefined,
  definitions: Definitions,
): string | undefined {
  const property = others.length === 0 ? error?.schema.properties?.[name] : undefined;
  const definition = property?.$ref?.split('/').at(-1);
  return definition === undefined ? property?.description : definitions[definition]?.description;
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
