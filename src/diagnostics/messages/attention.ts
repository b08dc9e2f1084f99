/** Attention: heads, and the shapes of its inputs. */
import { error, message } from './message.js';

export const attentionCodes = {
  'heads-mismatch': error(
    'Heads must divide what they share.',
    'By default, each head has an equal part of the channels. In grouped-query attention, each head of keys and values serves an equal number of query heads.',
  ),
  'attention-mismatch': error(
    'The inputs of attention must fit each other.',
    'There is a value and a key for each position that is attended to. A mask has an element for each of these positions, or for each pair of a query and a position.',
  ),
};

export const headsNotDivisible = (channels: string, heads: number) =>
  message(
    'heads-mismatch',
    `${channels} channels are not divisible by ${heads} heads`,
    'change the number of heads, or set key_dim, the size of a head',
  );

const attentionMismatch = (text: string, help?: string) => message('attention-mismatch', text, help);

/** `other` is the value or the key. */
export const otherBatch = (other: string, shape: string, query: string) =>
  attentionMismatch(
    `a ${other} of shape ${shape} does not fit a query of shape ${query}`,
    'only their last two dimensions may differ',
  );
export const otherLength = (value: string, key: string) =>
  attentionMismatch(
    `the value has length ${value} but the key has length ${key}`,
    'the length is the dimension before the last',
  );
export const wrongMask = (mask: string, wanted: readonly string[]) =>
  attentionMismatch(`the mask is ${mask}, but must be ${wanted.join(' or ')}`);
