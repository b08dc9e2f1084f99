/** Expressions: their syntax and evaluation. */
import { error, message } from './message.js';

export const expressionCodes = {
  'expression-syntax': error(
    'An expression must consist of numbers, names, sizes such as in.height, operators and functions.',
    'Anything else cannot be evaluated.',
  ),
  'expression-type': error(
    'A value in an expression must have the type that its operator needs.',
    'For example, null and true are not numbers.',
  ),
  'division-by-zero': error('The divisor must not be zero.', 'The result would not be a number.'),
  'undefined-value': error(
    'An expression must have a value.',
    'The square root and the logarithm of a negative number do not exist, nor does the logarithm of 0.',
  ),
  'unknown-size': error(
    'A value that must be known cannot depend on an unknown size.',
    'With an input of unknown size, a window can be min(in.height, n), but all other attributes and the shapes of weights must be known. Put a global pool before a dense layer, or give the input a fixed size.',
  ),
  'shape-too-early': error(
    'Names of scopes, repetitions and conditions cannot depend on the size of an image.',
    'The layers and their names would change with the image. Conditions can depend on in.channels.',
  ),
  'recursive-formula': error('A formula must not use itself.', 'It would have no value.'),
};

// ---------------------------------------------------------------- syntax

const syntax = (text: string, help?: string) => message('expression-syntax', text, help);

export const unknownCharacter = (character: string, help?: string) =>
  syntax(`unexpected "${character}" in an expression`, help);
export const notANumber = (text: string) => syntax(`"${text}" is not a number`);
export const notDecimal = (text: string) => syntax(`"${text}" is not a decimal number such as 64 or 0.5`);
export const expectedAtEnd = (token: string) => syntax(`expected "${token}" at the end`);
export const expectedToken = (token: string, found: string) => syntax(`expected "${token}", not "${found}"`);
export const expectedValue = (found: string) => syntax(`expected a value, not "${found}"`);
export const expectedEnd = (found: string, help?: string) =>
  syntax(`expected the end of the expression, not "${found}"`, help);
export const chainedComparison = () => syntax('comparisons cannot be chained; join them with "and"');
export const unexpectedEnd = () => syntax('expected a value at the end');
export const emptyExpression = () => syntax('empty expression');
export const nestedTooDeep = (deepest: number) => syntax(`the expression is nested deeper than ${deepest} levels`);
export const tooManyOperators = (most: number) => syntax(`the expression has more than ${most} operators in a row`);
export const noMembers = (object: string, sizes: readonly string[], member?: string) =>
  syntax(
    `"${object}" has no members; only "in" does: ${sizesOf(sizes)}`,
    member === undefined ? undefined : `write ${member}`,
  );
export const noSize = (sizes: readonly string[]) => syntax(`expected a size after "in": ${sizesOf(sizes)}`);
export const unknownSizeName = (member: string, sizes: readonly string[]) =>
  syntax(`unknown size in.${member}; expected ${sizesOf(sizes)}`);
export const unknownFunction = (name: string, known: readonly string[], meant?: string) =>
  meant !== undefined || known.length === 0
    ? syntax(`unknown function "${name}"`, meant && `write ${meant}`)
    : syntax(`unknown function "${name}"; expected ${known.join(', ')}`);
export const argumentCount = (name: string, least: number, most: number, found: number) =>
  syntax(
    `${name} takes ${least === most ? `${least} argument${least === 1 ? '' : 's'}` : `${least} to ${most} arguments`}, not ${found}`,
  );
export const bracesAroundExpression = () => syntax('expressions are written without ${}');
export const unclosedHole = () => syntax('no closing } for this ${');

const sizesOf = (sizes: readonly string[]): string => sizes.map((size) => `in.${size}`).join(', ');

// ---------------------------------------------------------------- values

export const wrongType = (expected: string, found: string) =>
  message('expression-type', `expected ${expected}, not ${found}`);
export const expectedNumber = (found: string) => wrongType('a number', found);
export const notAFunction = (name: string, kind: string) =>
  message('expression-type', `${name} is ${/^[aeiou]/.test(kind) ? 'an' : 'a'} ${kind}, not a function`);
export const uncalledFunction = (name: string, signature: string) =>
  message('expression-type', `${name} is a function; call it: ${signature}`);
export const listOfItself = (attribute: string) =>
  message('expression-type', `a default that uses itself must be one expression, such as ${attribute} * 2`);
export const divisionByZero = (operator: string) => message('division-by-zero', `"${operator}" divides by 0`);
export const undefinedValue = () => message('undefined-value', 'this is not a number for these operands');
export const tooLargeValue = () => message('too-large', 'the value is too large');
export const tooManyCalls = (name: string, most: number) =>
  message('too-large', `a call of ${name} leads to more than ${most.toLocaleString('en')} calls`);
export const dependsOnUnknownSize = () =>
  message(
    'unknown-size',
    'this depends on an unknown input size',
    'write min(in.height, n) or the like, or give the input a fixed size',
  );
export const attributeOfUnknownSize = (attribute: string) =>
  message('unknown-size', `${attribute} depends on an unknown input size`);
export const nameOfUnknownSize = () => message('unknown-size', 'a name cannot depend on an unknown size');
export const sizeInCondition = (size: string) =>
  message('shape-too-early', `a condition cannot depend on ${size}`, 'use parameters or in.channels');
export const shapeTooEarly = () => message('shape-too-early', 'shapes are not known here; use parameters only');
export const recursiveFormula = (path: readonly string[]) =>
  message('recursive-formula', `recursive formula: ${path.join(' uses ')}`);
