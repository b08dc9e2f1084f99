/** Keys and values: rules of the schema, and those that reading checks. */
import { enumerate, listWords, withArticle } from '../../text/words.js';
import { error, message } from './message.js';

export const schemaCodes = {
  'unknown-key': error(
    'A mapping must only have known keys.',
    'TensorFlow.js ignores a key such as "pading" silently, and the layer keeps its default.',
  ),
  'missing-key': error('All required keys must be present.', 'No default would be right for every network.'),
  'wrong-type': error(
    'A value must have the type of its key.',
    'A list instead of a number, or a word instead of a mapping, cannot be interpreted.',
  ),
  'invalid-value': error(
    'A value must be one that its key accepts.',
    'A stride of 0 or a padding of "smae" does not describe a network.',
  ),
  'conflicting-keys': error(
    'Keys that exclude each other must not be used together.',
    'An item has an op, layers or branches, but only one of them.',
  ),
};

// ---------------------------------------------------------------- keys

export const unknownKey = (key: string, owner: string, known: readonly string[] = []) =>
  message('unknown-key', `unknown key "${key}" in ${owner}${known.length > 0 ? `; expected ${listWords(known)}` : ''}`);
export const keyOfJoin = (key: string) =>
  message('unknown-key', `unknown key "${key}" in a join, which always runs once, on its branches`);
export const unknownConvention = (kind: string, others: readonly string[]) =>
  message('unknown-key', `unknown key "${kind}" in conventions; expected an op, ${enumerate(others, 'or')}`);

export const missingKeys = (keys: readonly string[], conjunction: string, doc?: string) =>
  message(
    'missing-key',
    `missing ${enumerate(keys, conjunction)}${doc === undefined ? '' : `: ${doc.replace(/\.$/, '')}`}`,
  );
export const missingBody = () => missingKeys(['op', 'layers', 'branches'], 'or');
export const missingChoices = (parameter: string) =>
  message('missing-key', `the parameter ${parameter} is a word; add its \`choices:\``);
export const nestedTooFarIn = (key: string, owner: string) =>
  message('missing-key', `${key} belongs in ${owner}, not this deep`, 'indent it less');
export const nestedTooFarOut = (key: string, owner: string) =>
  message('missing-key', `${key} belongs in ${owner}, not beside it`, 'indent it more');
export const missingAttributes = (op: string, keys: readonly string[]) =>
  message('missing-key', `${op} needs ${enumerate(keys)}`);

const conflict = (text: string) => message('conflicting-keys', text);

export const layersAndBranches = () => conflict('an item has layers or branches, not both');
export const layersHere = 'layers is here';
export const boundsOf = (parameter: string, kind: string) =>
  conflict(`${parameter} is ${withArticle(kind)}; only numbers have bounds`);
export const choicesOf = (parameter: string, kind = 'parameter without a type') =>
  conflict(`${parameter} is ${withArticle(kind)}; only words have choices`);
export const antialiasAlone = () => conflict('antialias needs resize: bilinear and half_pixel_centers: true');
export const belowNeedsInt32 = () => conflict('below needs dtype: int32');

// ---------------------------------------------------------------- values

export const wrongType = (subject: string, wanted: string | undefined, found: string) =>
  message('wrong-type', `${subject} must be ${wanted}, not ${found}`);
export const keyNotAWord = () => message('wrong-type', 'a key must be a plain word');
export const withoutBraces = (name: string): string => `write ${name} without braces`;
export const badMerge = () => message('wrong-type', 'a merge key (<<) takes a mapping or a list of mappings');

const invalid = (text: string, help?: string) => message('invalid-value', text, help);

export const invalidValue = (subject: string, wanted: string | undefined, found: string) =>
  invalid(`${subject} must be ${wanted}, not ${found}`);
/** `misfit` says what a value must be, after its name. */
export const misfit = (name: string, misfit: string) => invalid(`${name} ${misfit}`);
export const defaultMisfit = (parameter: string, misfit: string) => invalid(`the default of ${parameter} ${misfit}`);
export const wordAsDefault = (parameter: string, word: string) =>
  invalid(`the default of ${parameter} is the word "${word}", but ${parameter} has no choices`);
export const withoutSettings = (word: string): string => `write ${word}; it has no settings`;
export const parameterAsWord = (name: string): string => `for the value of a parameter, write "\${${name}}"`;
export const unreadableSize = () => invalid('not a valid size');
export const productAsSize = (value: number) => invalid(`this product is ${value}: a size of ${value}x${value}`);
export const notAShape = (written: string) =>
  invalid(`${written} is not a shape; write sizes joined by x, such as 299x299x3, and ? for an unknown one`);
export const emptyBounds = (size: string, minimum: number, maximum: number) =>
  invalid(`${size} has a minimum of ${minimum} and a maximum of ${maximum}`, 'make the minimum the smaller one');
export const repeatedHole = (name: string) => invalid(`${name} is in the convention twice`, 'remove one');

// ---------------------------------------------------------------- images

export const channelValues = (setting: string, values: string, channels: string, channelCount: string) =>
  invalid(`${setting} has ${values}, but ${channels} has ${channelCount}`);
export const emptyRange = (value: number | undefined) => invalid(`range maps every value to ${value}`);

const misfitImage = (text: string, help?: string) => message('preprocess-mismatch', text, help);

export const imageDtype = (input: string, dtype: string) =>
  misfitImage(`input ${input} is ${dtype}; an image becomes float32`);
export const imageRank = (input: string, shape: string) =>
  misfitImage(`input ${input} is ${shape}; an image has height, width and channels`);
export const imageChannels = (input: string, shape: string, channels: string, channelCount: string) =>
  misfitImage(`input ${input} is ${shape}, but ${channels} has ${channelCount}`);
export const imageChannelsFirst = (input: string, shape: string, channelsLast: string) =>
  misfitImage(`input ${input} is ${shape}, but a shape is height x width x channels`, `write ${channelsLast}`);
export const imageTooSmall = (input: string, shape: string, side: number) =>
  misfitImage(`input ${input} is ${shape}; it cannot be cropped from a shorter side of ${side}`);

// ---------------------------------------------------------------- weight maps

export const mapTooLarge = (most: number) => message('too-large', `a weight map has at most ${most} characters`);
export const reservedHole = (hole: string) => invalid(`\${${hole}} is reserved`);
export const badPattern = (fault: string) => invalid(fault);
export const starInName = () => invalid('a * matches any text; expected one name here');
