/** The lexical level of code: literals and comments that nothing can escape from, and identifiers. */
import type { Identifiers } from '../../lower/module.js';
import { width } from './layout.js';

/** Characters to escape: controls, lone surrogates, and those that break lines or change the direction of text. */
const unprintable = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

const escapeUnprintable = (text: string): string =>
  text.replace(unprintable, (character) => {
    const code = (character.codePointAt(0) as number).toString(16);
    return code.length > 4 ? `\\u{${code}}` : `\\u${code.padStart(4, '0')}`;
  });

/** A string literal in single quotes. */
export function quote(text: string): string {
  const escaped = text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('\r', '\\r').replaceAll('\t', '\\t');
  if (escaped.includes("'") && !escaped.includes('"')) return `"${escapeUnprintable(escaped)}"`;
  return `'${escapeUnprintable(escaped.replaceAll("'", "\\'"))}'`;
}

/** A name as the key of an object or a type. */
export function propertyKey(name: string): string {
  return /^[A-Za-z_$][A-Za-z0-9_$]*$/.test(name) && name !== '__proto__' ? name : quote(name);
}

/** Text inside a template literal. */
export const templateText = (text: string): string => escapeUnprintable(text.replace(/[\\`]|\$(?=\{)/g, '\\$&'));

/** Text on one line. */
export const lineText = (text: string): string => escapeUnprintable(text.replace(/\s+/g, ' ').trim());

/** Text inside a comment, on one line and without an end of comment. */
export const commentText = (text: string): string => lineText(text).replaceAll('*/', '*\\/');

/** A documentation comment. Types in it may contain words of the spec, which can't end it either. */
export function docComment(texts: readonly string[]): readonly string[] {
  const paragraphs = texts.map((text) => text.replaceAll('*/', '*\\/'));
  const [only] = paragraphs;
  if (paragraphs.length === 0) return [];
  if (paragraphs.length === 1 && `/** ${only} */`.length <= width - 4) return [`/** ${only} */`];
  return [
    '/**',
    ...paragraphs.flatMap((paragraph) => wrap(paragraph, width - 8)).map((text) => (text === '' ? ' *' : ` * ${text}`)),
    ' */',
  ];
}

function wrap(text: string, columns: number): readonly string[] {
  const lines: string[] = [''];
  for (const word of text.split(' ')) {
    const current = lines.at(-1) as string;
    if (current !== '' && current.length + 1 + word.length > columns) lines.push(word);
    else lines[lines.length - 1] = current === '' ? word : `${current} ${word}`;
  }
  return lines;
}

const words = (name: string): readonly string[] => name.split(/[^A-Za-z0-9]+/).filter(Boolean);

const capitalised = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

/** `Mixed_5b` and `num_classes` as `Mixed5b` and `NumClasses`. */
export const pascalCase = (name: string): string => words(name).map(capitalised).join('') || 'Unnamed';

/** `Mixed_5b` and `num_classes` as `mixed5b` and `numClasses`. */
export function camelCase(name: string): string {
  const pascal = pascalCase(name);
  return pascal.charAt(0).toLowerCase() + pascal.slice(1);
}

const keywords =
  'abstract any arguments as async await boolean break case catch class const constructor continue debugger declare default delete do else enum eval export extends false finally for from function get if implements import in infer instanceof interface is keyof let module namespace never new null number object of package private protected public readonly require return set static string super switch symbol this throw true try type typeof undefined unique unknown var void while with yield';

const globals =
  'tf Math Number Infinity NaN RangeError Map Object Array String Boolean Symbol Error JSON Function Date Promise Set isNaN isFinite options';

/** The words of JavaScript and TypeScript, and the globals that generated code uses. */
const reservedWords = [...keywords.split(' '), ...globals.split(' ')];

/** Gives each identifier of a scope once. */
export class UniqueIdentifiers implements Identifiers {
  private readonly taken: Set<string>;

  /** `taken` are words that can't be used; `separator` comes between a name and its number. */
  constructor(
    taken: Iterable<string> = reservedWords,
    private readonly separator = '',
  ) {
    this.taken = new Set(taken);
  }

  /** The identifiers of an inner scope. */
  within(): UniqueIdentifiers {
    return new UniqueIdentifiers(this.taken, this.separator);
  }

  take(name: string): string {
    const safe = /^[0-9]/.test(name) ? `_${name}` : name;
    let identifier = safe;
    for (let number = 2; this.taken.has(identifier); number += 1) identifier = `${safe}${this.separator}${number}`;
    this.taken.add(identifier);
    return identifier;
  }
}
