/** Titles of fixes and help that many messages share. */
import { enumerate } from '../../text/words.js';

export const write = (text: string): string => `write ${text}`;
export const renameTo = (name: string): string => `rename it to ${name}`;
export const changeTo = (text: string): string => `change it to ${text}`;
export const setTo = (key: string, text: string): string => `change ${key} to ${text}`;
export const removeIt = 'remove it';
export const addName = 'add `name:`';

export const indexOfRepetition = 'in a repeated item, write index';
export const indexOfConstant = 'only the `value` of a constant has the indices i, j, k and l';
export const forInputSize = (size: string): string => `for the size of the layer's input, write ${size}`;
export const didYouMeanOneOf = (words: readonly string[]): string => `did you mean ${enumerate(words, 'or')}?`;

export const listOfOps = 'for a list of ops, run netspec explain';

export const inputIsNames = 'write input with names of layers; without it, an item takes the previous one';
export const isGiven = (key: string): string => `remove it: ${key} is given`;
export const setInBlock = (attribute: string, block: string): string =>
  `set it on the layers in ${block}, or add ${attribute} to the parameters of ${block}`;

export const writeMapping = 'write an item as a mapping: {op: conv2d, name: Stem, ...}';
export const itemsWithDashes = 'start each item with a dash: - {op: conv2d, ...}';
export const nameOutputs = (layer: string): string => `name each output: outputs: {output: ${layer}}`;
export const nameInputs = (shape: string): string => `name each input: inputs: {images: ${shape}}`;
