/** The text of a spec, and its YAML. */
import { error, message } from './message.js';

export const yamlCodes = {
  'not-text': error(
    'A spec must be UTF-8 text without control characters.',
    'Other encodings can be misread, and control characters such as U+0007 cannot be seen.',
  ),
  'yaml-syntax': error(
    'A spec must be a valid YAML 1.2 document.',
    'The text after a syntax error cannot be read reliably, so only syntax errors are reported.',
  ),
  'unquoted-value': error(
    'Inside braces and brackets, values with a comma or ${} must be quoted.',
    'In flow style YAML ends a plain value at a comma or a brace, so max(a, b) would become two entries.',
  ),
  'duplicate-key': error('A mapping must not repeat a key.', 'Other YAML readers silently drop one of the two values.'),
  'yaml-tag': error(
    'A spec must not use YAML tags.',
    'Tags such as !!python/object ask the reader to convert a value. A spec needs none: its keys determine the types of their values.',
  ),
  'yaml-alias': error(
    'An alias must refer to an earlier anchor and must not contain itself.',
    'YAML has no forward references, and an alias that contains itself would never end.',
  ),
  'too-large': error(
    'A spec must stay within the limits of size and nesting.',
    'Anything larger is a mistake or an attack: alias bombs, endless nesting, more layers or elements than a machine can hold.',
  ),
  'empty-spec': error('A spec must not be empty.', 'An empty file describes no network.'),
};

// ---------------------------------------------------------------- text

export const notUtf8 = () => message('not-text', 'not UTF-8 text');
export const badCharacter = (code: string) => message('not-text', `character U+${code} is not allowed`);
export const emptyText = (what: string) => message('empty-spec', `the ${what} is empty`);

// ---------------------------------------------------------------- limits

export const tooManyErrors = (most: number) =>
  message('too-large', `stopped after ${most} errors; there are more`, 'fix the errors above and check again');
export const nestedTooDeep = (deepest: number) => message('too-large', `nested deeper than ${deepest} levels`);
export const specTooDeep = () => message('too-large', 'the spec is nested too deep to be compiled');
export const aliasTooDeep = (what: string, deepest: number) =>
  message('too-large', `this alias nests the ${what} deeper than ${deepest} levels`);
export const aliasTooLarge = (what: string, most: number) =>
  message('too-large', `this alias expands the ${what} to more than ${most} values`);

// ---------------------------------------------------------------- aliases, tags, keys

export const unknownAnchor = (alias: string) => message('yaml-alias', `no anchor &${alias} before this alias`);
export const recursiveAlias = (alias: string) => message('yaml-alias', `alias *${alias} contains itself`);
export const badAlias = (complaint: string) => message('yaml-alias', sentence(complaint));

export const tag = (written: string) => message('yaml-tag', `YAML tags such as ${written} are not supported`);
export const exclamationMark = () => message('yaml-tag', '`!` starts a YAML tag; negation is `not`');

export const duplicateKey = (key: string) => message('duplicate-key', `duplicate key "${key}"`);
export const firstGivenHere = 'first given here';

// ---------------------------------------------------------------- quotes

export const unquotedValue = (value: string) =>
  message('unquoted-value', `${value} must be quoted inside braces or brackets`);
export const severalValues = (value: string) =>
  message('unquoted-value', `${value} is several values unless it is quoted`);

const syntax = (text: string, help?: string) => message('yaml-syntax', text, help);

export const unclosedQuote = (quote: string) => syntax(`no closing ${quote} on this line`);
export const reservedStart = (character: string) => syntax(`a value that starts with ${character} must be quoted`);
export const unquotedColon = () => syntax('a value with a colon and a space in it must be quoted');
export const badEscape = (pair: string) => syntax(`unknown escape ${pair} in double quotes`);

// ---------------------------------------------------------------- colons, commas, dashes, comments

export const noColonAfter = (word: string) => syntax(`expected a colon after ${word}`);
export const noColonBetween = (key: string) => syntax(`expected a colon between ${key} and its value`);
export const noColonIn = (text: string) => syntax(`expected a colon and a space in "${text}"`);
export const noColonInLine = () => syntax('expected a colon in this line, between a key and its value');
export const noColonBefore = () => syntax('expected a colon before this value');
export const noSpaceAfterColon = () => syntax('expected a space after the colon');
export const addColon = 'add the colon';
export const addSpace = 'add a space';

export const noCommaBefore = (key: string) => syntax(`expected a comma before ${key}`);
export const noCommaHere = () => syntax('expected a comma before this');
export const strayComma = () => syntax('unexpected comma');
export const addComma = 'add the comma';

export const noSpaceAfterDash = () => syntax('expected a space after the dash');
export const noDash = () => syntax('expected a dash before this item');
export const strayDash = (op: string | undefined) => syntax(`this dash splits ${op} into two items`);
export const nameBeforeItem = () => syntax('an item starts with a dash; its name goes inside');
export const addDash = 'add the dash';
export const removeDash = 'remove the dash';

export const badComment = () => syntax('comments start with #');
export const noSpaceBeforeComment = () => syntax('expected a space before the comment');
export const useHash = 'write # instead';

// ---------------------------------------------------------------- keys

export const valueWithoutKey = () =>
  syntax('value without a key', 'in braces, give each value a key, as in {op: conv2d, filters: 32}');
export const noKeyAfterQuestionMark = () => syntax('expected a key after this question mark');
export const noKeyBeforeColon = () => syntax('expected a key before this colon');

// ---------------------------------------------------------------- brackets

export const unmatched = (bracket: string) => syntax(`unmatched ${bracket}`);
export const unclosed = (bracket: string) => syntax(`no closing bracket for this ${bracket}`);
export const unclosedBefore = () => syntax('a bracket is not closed before this');
export const closeBefore = (bracket: string): string => `close it before this ${bracket}`;
export const closeWith = (bracket: string): string => `close it with ${bracket}`;
export const openAtStart = 'open it at the start of the line';

// ---------------------------------------------------------------- indentation

export const indentedWithTab = () => syntax('indented with a tab; YAML indents with spaces');
export const indentedBy = (found: string, expected: number) => syntax(`indented by ${found}; expected ${expected}`);
export const badIndentation = () => syntax('the indentation matches no line above');
export const notAligned = (expected: number) =>
  syntax('the keys of an item must be aligned with the key after its dash', `indent each by ${expected} spaces`);
export const indentWithSpaces = 'indent with spaces';
export const indentBy = (expected: string): string => `indent it by ${expected}`;
export const removeIndentation = 'remove the indentation';

// ---------------------------------------------------------------- the rest

export const secondDocument = () => syntax('a second document starts here; a file holds one spec');
export const directive = () => syntax('YAML directives are not supported');
export const strayText = (mark: string) => syntax(`unexpected "${mark}" after a value`);
/** The YAML library's own message, if there is no better one. */
export const complaint = (text: string) => syntax(sentence(text.replace(/\s+/g, ' ').trim()));

const sentence = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);
