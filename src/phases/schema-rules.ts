/** JSON Schema (draft 7), as much of it as the schemas here use, over trees: which keywords a tree breaks, and where. */
import type { JsonSchema, TypeName } from '../schema.js';
import type { Scalar, Tree } from './1-parse.js';

/** Where a value stands: the key that it is the value of, and what holds it. */
export interface Place {
  readonly tree: Tree;
  readonly key?: Scalar;
  readonly holder?: Place;
}

/** A keyword of a schema that a place breaks. */
export interface SchemaError {
  readonly place: Place;
  readonly schema: JsonSchema;
  readonly keyword: keyof JsonSchema;
  /** The key that is unknown or missing, where the keyword speaks of one. */
  readonly property?: string;
}

/** Every way in which a tree breaks a schema. What is skipped, below the tree, is not looked into. */
export function findErrors(
  tree: Tree,
  schema: JsonSchema,
  definitions: Readonly<Record<string, JsonSchema>>,
  skipped: ReadonlySet<Tree>,
): readonly SchemaError[] {
  const rules = new Rules(definitions, skipped);
  rules.hold({ tree }, schema);
  return rules.errors;
}

/** The keywords that say something, and speak of a value as a whole. */
type ValueKeyword = Exclude<
  keyof JsonSchema,
  | ('$schema' | '$ref' | 'definitions' | 'title' | 'description' | 'type')
  | ('items' | 'properties' | 'additionalProperties' | 'required')
  | ('allOf' | 'not' | 'if' | 'then' | 'else')
>;

/** Whether a value has what a keyword asks for. Where the keyword does not speak of its like, it has. */
const keywords: Readonly<Record<ValueKeyword, (wanted: never, tree: Tree) => boolean>> = {
  const: (value: unknown, tree) => tree.kind === 'scalar' && tree.value === value,
  enum: (values: readonly unknown[], tree) => tree.kind === 'scalar' && values.includes(tree.value),
  pattern: (pattern: string, tree) =>
    tree.kind !== 'scalar' || typeof tree.value !== 'string' || new RegExp(pattern, 'u').test(tree.value),
  minimum: (least: number, tree) => !(numberOf(tree) < least),
  exclusiveMinimum: (limit: number, tree) => !(numberOf(tree) <= limit),
  maximum: (most: number, tree) => !(numberOf(tree) > most),
  exclusiveMaximum: (limit: number, tree) => !(numberOf(tree) >= limit),
  minItems: (least: number, tree) => tree.kind !== 'list' || tree.items.length >= least,
  maxItems: (most: number, tree) => tree.kind !== 'list' || tree.items.length <= most,
  minProperties: (least: number, tree) => tree.kind !== 'mapping' || tree.entries.size >= least,
  maxProperties: (most: number, tree) => tree.kind !== 'mapping' || tree.entries.size <= most,
};

const isValueKeyword = (keyword: keyof JsonSchema): keyword is ValueKeyword => Object.hasOwn(keywords, keyword);

/** A number's value; what is none compares with nothing. */
const numberOf = (tree: Tree): number =>
  tree.kind === 'scalar' && typeof tree.value === 'number' ? tree.value : Number.NaN;

class Rules {
  readonly errors: SchemaError[] = [];

  constructor(
    private readonly definitions: Readonly<Record<string, JsonSchema>>,
    private readonly skipped: ReadonlySet<Tree>,
  ) {}

  hold(place: Place, schema: JsonSchema): void {
    // Draft 7 ignores what stands beside a reference.
    if (schema.$ref !== undefined) return this.hold(place, this.definition(schema.$ref));
    if (schema.type !== undefined && ![schema.type].flat().some((type) => isOfType(place, type))) {
      this.errors.push({ place, schema, keyword: 'type' });
      return;
    }
    for (const keyword of Object.keys(schema) as (keyof JsonSchema)[]) {
      if (isValueKeyword(keyword) && !keywords[keyword](schema[keyword] as never, place.tree))
        this.errors.push({ place, schema, keyword });
    }
    this.holdConditions(place, schema);
    this.holdParts(place, schema);
  }

  private definition(reference: string): JsonSchema {
    const definition = this.definitions[reference.slice('#/definitions/'.length)];
    if (!definition) throw new Error(`there is no definition ${reference}`);
    return definition;
  }

  private holdConditions(place: Place, schema: JsonSchema): void {
    for (const part of schema.allOf ?? []) this.hold(place, part);
    if (schema.not && this.fits(place, schema.not)) this.errors.push({ place, schema, keyword: 'not' });
    const branch = schema.if && (this.fits(place, schema.if) ? schema.then : schema.else);
    if (branch) this.hold(place, branch);
  }

  private fits(place: Place, schema: JsonSchema): boolean {
    const before = this.errors.length;
    this.hold(place, schema);
    const found = this.errors.length - before;
    this.errors.length = before;
    return found === 0;
  }

  private holdParts(place: Place, schema: JsonSchema): void {
    const { tree } = place;
    if (tree.kind === 'list' && schema.items) for (const item of tree.items) this.holdPart(place, schema.items, item);
    if (tree.kind !== 'mapping') return;
    for (const property of schema.required ?? []) {
      if (!tree.entries.has(property)) this.errors.push({ place, schema, keyword: 'required', property });
    }
    const { properties = {}, additionalProperties } = schema;
    for (const [property, { key, value }] of tree.entries) {
      if (Object.hasOwn(properties, property)) this.holdPart(place, properties[property] as JsonSchema, value, key);
      else if (additionalProperties) this.holdPart(place, additionalProperties, value, key);
      else if (additionalProperties === false)
        this.errors.push({ place, schema, keyword: 'additionalProperties', property });
    }
  }

  private holdPart(holder: Place, schema: JsonSchema, tree: Tree, key?: Scalar): void {
    if (!this.skipped.has(tree)) this.hold(key ? { tree, key, holder } : { tree, holder }, schema);
  }
}

function isOfType(place: Place, type: TypeName): boolean {
  const { tree } = place;
  if (tree.kind === 'mapping') return type === 'object';
  if (tree.kind === 'list') return type === 'array';
  const { value } = tree;
  switch (type) {
    case 'null':
      // Nothing at all is no null, but for a branch.
      return value === null && (tree.text !== '' || isInBranches(place));
    case 'integer':
      return Number.isInteger(value);
    case 'number':
      return Number.isFinite(value);
    case 'array':
    case 'object':
      return false;
    default:
      return typeof value === type;
  }
}

const isInBranches = ({ key, holder }: Place): boolean =>
  key?.text === 'branches' || (holder !== undefined && isInBranches(holder));
