/** What all writers share: the language, the model's shapes for comments, and what the module has to declare. */
import type { Model } from '../../graph.js';
import type { AttributeType } from '../../ops/attributes.js';
import { isKnown, type Shape } from '../../shape.js';
import { positionAt, type Span } from '../../source.js';
import type { Item, ParameterValue } from '../../spec.js';
import { type Doc, object, width } from '../code/layout.js';
import { commentText, docComment, Identifiers, propertyKey, quote } from '../code/lexical.js';
import type { CodeScope, Variable } from './expressions.js';
import type { CustomLayer } from './layers.js';
import type { Program } from './program.js';

/** A declaration, line by line. */
export interface Part {
  readonly lines: readonly string[];
}

/** A property of an options object. */
export interface Field {
  readonly key: string;
  readonly type: string;
  readonly isOptional: boolean;
  readonly doc?: string;
}

export const tensorType = 'tf.SymbolicTensor';
export const pairType = '[number, number]';

/** What the code of all specs in a module declares together. */
export class Declarations {
  /** Types that the module declares, and their names. */
  readonly types: Part[] = [];
  readonly typeNames = new Identifiers();
  readonly customLayers = new Set<CustomLayer>();
  /** Whether something asks for the number of elements of a tensor. */
  usesSizeOf = false;
  readonly argumentTypes = new Set<'Initializer' | 'Regularizer'>();
}

export class Context {
  /** The identifiers of the module and of the factory's top level. */
  readonly identifiers = new Identifiers();
  /** The spec's parameters and formulas. */
  readonly variables = new Map<string, Variable>();
  /** What the names begin with under which layers share weights; the network's own begin with nothing. */
  weightsPrefix?: string;
  private readonly shapes = new Map<Item, Shape[]>();

  constructor(
    readonly model: Model,
    readonly program: Program,
    readonly javascript: boolean,
    readonly declarations = new Declarations(),
  ) {
    for (const { node, output } of model.layers) this.addShape(node.item, output);
    for (const [item, edges] of model.graph.results) {
      if (item.kind === 'layer') continue;
      for (const edge of edges) this.addShape(item, model.layerOf.get(edge)?.output);
    }
  }

  private addShape(item: Item, shape: Shape | undefined): void {
    if (shape) this.shapes.set(item, [...(this.shapes.get(item) ?? []), shape]);
  }

  /** The shapes that an item comes to in its uses, as the comment beside its call. */
  shapeComment(item: Item): string | undefined {
    const shapes = this.shapes.get(item);
    return shapes && shapesText(shapes);
  }

  /** The spec's file as comments name it. */
  get source(): string {
    return sourceText(this.program.spec.span);
  }

  /** `(specs/inception-v3.yaml:41)` */
  at(span: Span): string {
    return `(${sourceText(span)}:${positionAt(span.source, span.start).line})`;
  }

  /** A name for a type, which no other spec's code in the module has. */
  takeType(name: string): string {
    const free = this.declarations.typeNames.take(name);
    this.identifiers.take(free);
    return free;
  }

  /** A value as another type, in parentheses. */
  cast(code: string, type: string): string {
    return this.javascript ? this.readAs(code, type) : `(${this.readAs(code, type)})`;
  }

  /** A value as another type, where it stands alone. */
  readAs(code: string, type: string): string {
    return this.javascript ? `/** @type {${type}} */ (${code})` : `${code} as ${type}`;
  }

  /** A name with its type, which JavaScript has in a comment. */
  typed(name: string, type: string): string {
    return this.javascript ? name : `${name}: ${type}`;
  }

  /** The scope of expressions over the spec's own names. */
  rootScope(tensor: string, locals?: ReadonlyMap<string, Variable>): CodeScope {
    return this.scope(this.variables, tensor, new Set(), locals);
  }

  scope(
    variables: ReadonlyMap<string, Variable>,
    tensor: string,
    notNull: ReadonlySet<string>,
    locals?: ReadonlyMap<string, Variable>,
  ): CodeScope {
    return {
      find: (name) => locals?.get(name) ?? variables.get(name),
      tensor,
      notNull,
      cast: (code, type) => this.cast(code, type),
    };
  }

  /** The documentation of a function; JavaScript has its types there too. */
  docOf(
    about: readonly string[],
    types: readonly (readonly [tag: string, type: string, name?: string])[],
  ): readonly string[] {
    const tags = this.javascript
      ? types.map(([tag, type, name]) => `@${tag} {${type}}${name === undefined ? '' : ` ${name}`}`)
      : [];
    return docComment([...about, ...(about.length > 0 && tags.length > 0 ? [''] : []), ...tags]);
  }

  /** `{ filters, strides = 1 }: Conv2dOptions` as a function's parameter. */
  optionsParameter(pattern: readonly Doc[], type: string, mayBeLeftOut: boolean): Doc {
    return [
      object(pattern.map((name) => [name, name])),
      this.javascript ? '' : `: ${type}`,
      mayBeLeftOut ? ' = {}' : '',
    ];
  }

  /** Declares the type of an options object: an interface, or a typedef in a comment. */
  declareType(name: string, fields: readonly Field[], about?: string): void {
    if (this.javascript) {
      const properties = fields.map(
        ({ key, type, isOptional, doc }) =>
          `@property {${type}} ${isOptional ? `[${key}]` : key}${doc ? ` ${doc}` : ''}`,
      );
      this.declarations.types.push({
        lines: docComment([...(about ? [about, ''] : []), `@typedef {object} ${name}`, ...properties]),
      });
      return;
    }
    const members = fields.flatMap((field) => [...docComment(field.doc ? [field.doc] : []), ...memberLines(field)]);
    const head = `${about ? 'export ' : ''}interface ${name} {`;
    this.declarations.types.push({
      lines: [...docComment(about ? [about] : []), head, ...members.map((line) => `  ${line}`), '}'],
    });
  }
}

/** A property of an interface; a long union has a line for each of its types, an object for each of its properties. */
function memberLines({ key, type, isOptional }: Field): readonly string[] {
  const head = `${propertyKey(key)}${isOptional ? '?' : ''}:`;
  const flat = `${head} ${type};`;
  if (flat.length + 2 <= width) return [flat];
  const object = /^\{ (.*) \}$/.exec(type);
  if (object) return [`${head} {`, ...(object[1] as string).split('; ').map((member) => `  ${member};`), '};'];
  const [last, ...others] = type.split(' | ').reverse();
  return [head, ...others.reverse().map((one) => `  | ${one}`), `  | ${last};`];
}

const sourceText = ({ source }: Span): string => commentText(portable(source.file));

/** A path that is the same on every machine: the file's name alone where the path leads outside or is absolute. */
export function portable(file: string): string {
  const leadsOutside = /^([/\\]|[A-Za-z]:)|\.\./.test(file);
  return leadsOutside ? (file.split(/[\\/]/).at(-1) as string) : file.replaceAll('\\', '/');
}

/** The most shapes of one item that a comment lists. */
const mostShapes = 4;

/** One shape, or the shapes of several uses: `35x35x32|64` where one size varies, else `56x56x64 | 28x28x128`. */
export function shapesText(shapes: readonly Shape[]): string {
  const texts = [...new Set(shapes.map((shape) => shape.map((dim) => (isKnown(dim) ? dim : '?')).join('x')))];
  const [first = [], ...others] = texts.map((text) => text.split('x'));
  const varies = (dim: string, axis: number) => others.some((other) => other[axis] !== dim);
  const varying = first.filter(varies).length;
  if (varying < 2 && others.every(({ length }) => length === first.length))
    return first.map((dim, axis) => [...new Set([dim, ...others.map((other) => other[axis])])].join('|')).join('x');
  const listed = texts.length > mostShapes ? [...texts.slice(0, mostShapes - 1), '...', texts.at(-1)] : texts;
  return listed.join(' | ');
}

/** `[299, 299, 3]`, with null for what is not known. */
export const dimsText = (shape: Shape): string => `[${shape.map((dim) => (isKnown(dim) ? dim : 'null')).join(', ')}]`;

export const sentence = (text: string): string => (/[.!?]$/.test(text) ? text : `${text}.`);

export const valueText = (value: ParameterValue): string => (typeof value === 'string' ? quote(value) : String(value));

/** The TypeScript type of a value of an attribute's type. */
export function typeText(type: AttributeType | undefined, nullable = false): string {
  const plain = plainType(type);
  return nullable ? `${plain} | null` : plain;
}

function plainType(type: AttributeType | undefined): string {
  switch (type?.type) {
    case 'boolean':
      return 'boolean';
    case 'choice':
      return type.choices.map(quote).join(' | ');
    case 'pair':
      return `number | ${pairType}`;
    case 'margins':
      return `number | ${pairType} | [${pairType}, ${pairType}]`;
    case 'integers':
      return 'number[]';
    default:
      return 'number';
  }
}
