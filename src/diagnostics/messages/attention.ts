/** Attention: heads, and the shapes of its inputs. */
import { error, lint, message, warning } from './message.js';

export const attentionCodes = {
  'heads-mismatch': error(
    'Heads must divide what they share.',
    'By default, each head has an equal part of the channels. In grouped-query attention, each head of keys and values serves an equal number of query heads.',
  ),
  'large-heads': lint(
    warning(
      'The size of a head should be a part of the channels.',
      "Keras's `key_dim` is the size of one head. In PyTorch, `embed_dim` is that of all heads together. Written for it, every head is as large as all of them should be.",
    ),
  ),
  'float-mask': lint(
    warning(
      'A mask should be bool.',
      'An input of another dtype is taken as the value or the key of attention, and nothing is masked.',
    ),
  ),
  'matmul-mismatch': error(
    'The sizes of matrices that are multiplied must fit.',
    'The first has as many columns as the second has rows. Dimensions before the last two are equal.',
  ),
  'attention-mismatch': error(
    'The inputs of attention must fit each other.',
    'There is a value and a key for each position that is attended to. A mask has an element for each of these positions, or for each pair of a query and a position. A bias is added to the scores, and broadcasts to their shape.',
  ),
};

/** `size` is the attribute for the size of a head. */
export const headsNotDivisible = (channels: number, heads: number, size: string) =>
  message(
    'heads-mismatch',
    `${channels} channels are not divisible by ${heads} heads`,
    `change the number of heads, or set ${size}, the size of a head`,
  );
export const unequalGroups = (queries: number, heads: number) =>
  message('heads-mismatch', `${queries} query heads are not divisible by ${heads} key and value heads`);
export const unevenPairs = (channels: number) =>
  message('attribute-value', `rotary positions need pairs of channels, not ${channels} channels`);

/** `size` is the attribute for the size of a head. */
export const largeHeads = (size: string, heads: number, depth: number) =>
  message(
    'large-heads',
    `${size} is the size of one head: ${heads} heads of ${depth} have ${heads * depth} channels`,
    `remove ${size}; by default it is the channels divided by the heads`,
  );
export const floatMask = (input: string, dtype: string, remedy: string) =>
  message('float-mask', `${input} is ${dtype}, so it is not the mask of this attention`, remedy);

const attentionMismatch = (text: string, help?: string) => message('attention-mismatch', text, help);

/** The products of matrices whose other dimensions differ. */
export const otherMatrices = (left: string, right: string) =>
  message(
    'matmul-mismatch',
    `cannot multiply the matrices of ${left} and ${right}: all dimensions but the last two must be equal`,
  );
/** `rows x inner` by `other x columns`. */
export const innerSizes = (left: string, right: string, inner: string, other: string) =>
  message(
    'matmul-mismatch',
    `cannot multiply ${left} by ${right} matrices: the first have ${inner} columns, the second ${other} rows`,
    'to transpose one of them, set transpose_left or transpose_right',
  );

/** `other` is the value or the key. */
export const otherBatch = (other: string, shape: string, query: string, mayBeBias: boolean) =>
  attentionMismatch(
    `a ${other} of shape ${shape} does not fit a query of shape ${query}`,
    mayBeBias ? 'to add it to the scores, set biased: true' : 'only their last two dimensions may differ',
  );
export const otherLength = (value: string, key: string) =>
  attentionMismatch(
    `the value has length ${value} but the key has length ${key}`,
    'the length is the dimension before the last',
  );
/** `scores` are the sizes ... x heads x queries x keys. */
export const wrongBias = (bias: string, scores: string, areHeadsLast: boolean) =>
  attentionMismatch(
    `a bias of shape ${bias} does not fit scores of shape ${scores}: each dimension must be equal, or 1`,
    areHeadsLast ? 'put the heads first: {op: permute, dims: [3, 1, 2]}' : 'the scores are heads x queries x keys',
  );
export const noBias = () =>
  attentionMismatch('biased is true, but no input is a bias', 'give it as the last input: input: [Words, bias]');
export const noMask = () =>
  attentionMismatch('masked is true, but no input is a mask', 'give it as the last input: input: [Words, mask]');
export const wrongMask = (mask: string, wanted: readonly string[]) =>
  attentionMismatch(`the mask is ${mask}, but must be ${wanted.join(' or ')}`);
