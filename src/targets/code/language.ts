/** The languages of generated code: TypeScript, and JavaScript with types in comments. */
import { type Doc, object, width } from './layout.js';
import { docComment, propertyKey } from './lexical.js';

/** A type in a comment of JavaScript: `@param {number} name`, or `@returns {number}`. */
export type Tag = readonly [tag: string, type: string, name?: string];

/** A property of an options object. */
export interface Field {
  readonly key: string;
  readonly type: string;
  readonly isOptional: boolean;
  readonly doc?: string;
}

export class Language {
  constructor(readonly javascript: boolean) {}

  /** A name with its type. */
  typed(name: string, type: string): string {
    return `${name}${this.annotation(type)}`;
  }

  /** The annotation after a name or a list of parameters. */
  annotation(type: string): string {
    return this.javascript ? '' : `: ${type}`;
  }

  /** A cast, in parentheses. */
  cast(code: string, type: string): string {
    return this.javascript ? this.readAs(code, type) : `(${this.readAs(code, type)})`;
  }

  /** A cast that needs no parentheses. */
  readAs(code: string, type: string): string {
    return this.javascript ? `/** @type {${type}} */ (${code})` : `${code} as ${type}`;
  }

  /** The same of code that can have several lines. */
  castWhole(code: Doc, type: Doc): Doc {
    return this.javascript ? ['/** @type {', type, '} */ (', code, ')'] : [code, ' as ', type];
  }

  /** The documentation of a function, line by line; in JavaScript with its types. */
  docOf(about: readonly string[], types: readonly Tag[]): readonly string[] {
    const tags = this.javascript
      ? types.map(([tag, type, name]) => `@${tag} {${type}}${name === undefined ? '' : ` ${name}`}`)
      : [];
    return docComment([...about, ...(about.length > 0 && tags.length > 0 ? [''] : []), ...tags]);
  }

  /** `{ filters, strides = 1 }: Conv2dOptions` as a function's parameter. */
  optionsParameter(pattern: readonly Doc[], type: string, mayBeLeftOut: boolean): Doc {
    return [object(pattern.map((name) => [name, name])), this.annotation(type), mayBeLeftOut ? ' = {}' : ''];
  }

  /** The type of an options object: an interface, or a typedef in a comment. It is exported if it has documentation. */
  objectType(name: string, fields: readonly Field[], about?: string): readonly string[] {
    if (this.javascript) {
      const properties = fields.map(
        ({ key, type, isOptional, doc }) =>
          `@property {${type}} ${isOptional ? `[${key}]` : key}${doc ? ` ${doc}` : ''}`,
      );
      return docComment([...(about ? [about, ''] : []), `@typedef {object} ${name}`, ...properties]);
    }
    const members = fields.flatMap(({ key, type, isOptional, doc }) => [
      ...docComment(doc ? [doc] : []),
      ...memberLines(`${propertyKey(key)}${isOptional ? '?' : ''}`, type),
    ]);
    return [
      ...docComment(about ? [about] : []),
      `${about ? 'export ' : ''}interface ${name} {`,
      ...members.map((line) => `  ${line}`),
      '}',
    ];
  }
}

/** A member of an interface. A long union has a line for each type, an object one for each property. */
export function memberLines(name: string, type: string): readonly string[] {
  const head = `${name}:`;
  const flat = `${head} ${type};`;
  if (flat.length + 2 <= width) return [flat];
  const object = /^\{ (.*) \}$/.exec(type);
  if (object) return [`${head} {`, ...(object[1] as string).split('; ').map((member) => `  ${member};`), '};'];
  const [last, ...others] = type.split(' | ').reverse();
  return [head, ...others.reverse().map((one) => `  | ${one}`), `  | ${last};`];
}
