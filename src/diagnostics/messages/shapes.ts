/** Shapes, and attributes of ops. */
import { enumerate, withArticle } from '../../text/words.js';
import { error, type Message, message } from './message.js';

export const shapeCodes = {
  'attribute-value': error(
    'The value of an attribute must be one that its op accepts.',
    'A filter count of 2.5, a stride of 0 or a size below 1 makes a layer that cannot be built, or one that TensorFlow.js builds wrongly.',
  ),
  'wrong-rank': error(
    'An input must have as many dimensions as the op needs.',
    'A convolution takes height, width and channels; a recurrent layer takes a sequence, which has length and channels.',
  ),
  'dtype-mismatch': error(
    'An input must have a dtype that the op takes.',
    'Most ops compute with float32 values; an embedding takes whole numbers. TensorFlow.js silently drops the fractions of other numbers.',
  ),
  'vocabulary-too-small': error(
    'An embedding must have a row for each of its tokens.',
    'Engines fail at the first token without a row.',
  ),
  'index-out-of-range': error(
    'An index must be a position along its axis.',
    'At any other index, some engines fail, and others read another element.',
  ),
  'table-too-small': error(
    'A table of positions must have a row for each position.',
    'Engines fail at the first position without a row, or read another one.',
  ),
  'input-count': error(
    'An item must have as many inputs as its op or block takes.',
    'Joins take several inputs; all other ops take one.',
  ),
  'repeated-input': error(
    'A join must not take a layer twice.',
    'TensorFlow.js frees a repeated input too early, and fails if another layer takes it as well.',
  ),
  'window-too-large': error(
    'A window must fit its input.',
    'TensorFlow.js would compute a negative size and continue.',
  ),
  'join-mismatch': error(
    'Joined inputs must have matching shapes.',
    'concat needs equal sizes except along its axis, multiply needs equal sizes or 1, and other joins need equal shapes.',
  ),
  'squeeze-not-one': error(
    'Only dimensions of size 1 can be squeezed.',
    'Squeezing any other dimension would lose elements.',
  ),
  'axis-out-of-range': error(
    'An axis must be one of the axes of the shape.',
    'Axes count as in Keras: 0 is the batch, 1 the first after it, -1 the last.',
  ),
  'slice-out-of-range': error(
    'A slice must lie within its axis, and have at least one element.',
    'A negative start or end counts from the end of the axis; an end of 0 is the end itself.',
  ),
  'split-mismatch': error(
    'The parts of a split must make up the axis.',
    'Equal parts need a size that is divisible by their number; sizes must sum to that of the axis.',
  ),
  'reshape-mismatch': error(
    'A reshape must keep the number of elements.',
    'To change the number of elements, use a pool or a dense layer.',
  ),
  'groups-mismatch': error(
    'Groups must divide the input channels and the filters.',
    'Each group has the same number of both. TensorFlow.js ignores groups silently.',
  ),
  'strides-with-dilation': error('Strides and dilation cannot both be above 1.', 'TensorFlow has no such convolution.'),
  'strides-not-square': error(
    'The strides of a depthwise convolution must be equal.',
    "TensorFlow's kernel has one stride for both directions.",
  ),
  'weights-mismatch': error(
    'Layers that share weights must have the same op, attributes and weights.',
    'In code they are one layer, applied several times: it has one stride, one activation and one kernel.',
  ),
  'preprocess-mismatch': error(
    'The input must accept the images that `preprocess` makes.',
    'It needs height, width and the channels of `preprocess`, and must not be larger than the image that it is cropped from.',
  ),
};

// ---------------------------------------------------------------- attributes

/** `misfit` says what the value must be, after the attribute's name. */
export const attributeMisfit = (attribute: string, misfit: string, help?: string) =>
  message('attribute-value', `${attribute} ${misfit}`, help);
export const roundIt = 'divide with //, which rounds down, or write round(...) around it';
export const skipNull = (parameter: string): string =>
  `add \`when: ${parameter}\` to leave the layer out if ${parameter} is null`;
export const takesFromDefault = (attribute: string): string => `this default sets ${attribute}`;
export const takenBy = (op: string): string => `this ${op} takes it`;
export const madeByDefault = (value: string): string => `this default computes it from ${value}`;

// ---------------------------------------------------------------- inputs

/** `wanted` is a shape or `of 1 to 4 dimensions`. */
export const inputRank = (op: string, wanted: string, shape: string) =>
  message('wrong-rank', `${op} takes an input ${wanted.replace(/^(of )?/, 'of ')}, not ${shape}`);
export const returnSequences = (layer: string): string =>
  `set return_sequences: true in ${layer}, which outputs its last state only`;
export const takeState = (state: string): string => `write ${state}, its last state`;
export const flattenLater = (layer: string): string => `put it before ${layer}`;
export const writeOther = (op: string, taken: string): string => `write ${op}, which takes ${taken}`;
export const reshapeTo = (shape: string): string => `put {op: reshape, target_shape: ${shape}} before it`;
/** `wanted` is `float32` or `float32 or int32`. */
export const inputDtype = (op: string, wanted: string, dtype: string) =>
  message('dtype-mismatch', `${op} takes ${wanted}, not ${dtype}`);
export const declareMask = (input: string, shape: string): string =>
  `for a mask, ${declareDtype(input, shape, 'bool')}`;
export const maskLast = 'give a mask as the last input';
export const embedFirst = 'put an embedding before it';
export const declareDtype = (input: string, shape: string, dtype: string): string =>
  `declare ${input}: {shape: ${shape}, dtype: ${dtype}}`;
export const notTokens = (op: string): string =>
  `give it an input of dtype int32${op === 'embedding' ? '; for float32 values, use dense' : ''}`;
export const addDtype = (dtype: string, layer: string): string => `add dtype: ${dtype} to ${layer}`;
export const otherOrder = 'give the inputs in the other order';
export const mixedDtypes = (verb: string, dtypes: readonly string[]) =>
  message(
    'dtype-mismatch',
    `cannot ${verb} ${enumerate(dtypes)}: the dtypes must be equal`,
    'give all inputs one dtype',
  );
export const finishedDtype = (attribute: string, dtype: string) =>
  message('dtype-mismatch', `${attribute} takes float32, not ${dtype}`, `remove ${attribute}`);
export const smallTable = (rows: number, length: number) =>
  message(
    'table-too-small',
    `a table of ${rows} positions is too small for a sequence of ${length}`,
    `change it to ${length}`,
  );
export const smallVocabulary = (vocabulary: number, below: number) =>
  message(
    'vocabulary-too-small',
    `a vocabulary of ${vocabulary} ends at token ${vocabulary - 1}, but tokens go up to ${below - 1}`,
    `change it to ${below}, or lower \`below\` of the input`,
  );
export const noSuchSize = (rank: number, size: string) =>
  message('wrong-rank', `the input has ${rank} dimension${rank === 1 ? '' : 's'} and no ${size}`);
export const noInput = (size: string) => message('wrong-rank', `the layer takes no input, so there is no in.${size}`);
export const rankOfInput = (input: string, rank: number, given: number) =>
  message('wrong-rank', `input ${input} has ${rank} dimension${rank === 1 ? '' : 's'}, not ${given}`);

const inputCount = (text: string, help?: string) => message('input-count', text, help);

export const inputsOfSequence = (found: number) => inputCount(`a sequence of layers takes one input, not ${found}`);
/** `wanted` is `one input`, `2 or more inputs`. */
export const inputsOfOp = (op: string, wanted: string, found: number, isTooFew: boolean) =>
  inputCount(`${op} takes ${wanted}, not ${found}`, isTooFew ? 'name its inputs: input: [First, Second]' : undefined);
export const inputsOfBlock = (block: string, inputs: readonly string[], found: number) =>
  inputCount(
    `${block} takes ${inputs.length < 2 ? 'one input' : `${inputs.length} inputs (${inputs.join(', ')})`}, not ${found}`,
  );
export const repeatedInput = (op: string, layer: string) =>
  message('repeated-input', `this ${op} takes ${layer} twice`);

/** The dtype is absent if it is float32. */
export const shapeOf = (name: string, shape: string, dtype?: string): string =>
  `${name} is ${shape}${dtype === undefined ? '' : ` ${dtype}`}`;

// ---------------------------------------------------------------- windows

export const windowTooLarge = (window: string, dilation: string | undefined, input: string) =>
  message(
    'window-too-large',
    `the ${window} window${dilation === undefined ? '' : ` with dilation ${dilation}`} does not fit in the ${input} input`,
  );
export const marginsTooWide = (window: string) =>
  message(
    'attribute-value',
    `padding must be smaller than the ${window} window of a pool, which would otherwise see padding alone`,
  );
export const stridesWithDilation = (strides: string, dilation: string) =>
  message(
    'strides-with-dilation',
    `strides of ${strides} cannot be combined with a dilation of ${dilation}`,
    'set one of the two to 1',
  );
export const outputPaddingTooLarge = (added: string, strides: string, dilation: string, most: string) =>
  message(
    'attribute-value',
    `output_padding of ${added} must be smaller than the strides of ${strides} or the dilation of ${dilation}`,
    `set it to ${most} or less`,
  );
/** `reached` is the shape before padding crops it. */
export const paddingCropsAll = (reached: string) =>
  message(
    'window-too-large',
    `the kernel reaches ${reached}, and padding crops all of that`,
    'make the padding smaller, or the kernel or the strides larger',
  );
export const unequalStrides = (convolution: string, strides: string) =>
  message('strides-not-square', `a ${convolution} convolution needs equal strides, not ${strides}`);
export const channelsNotDivisible = (channels: string, groups: number) =>
  message('groups-mismatch', `${channels} input channels are not divisible by ${groups} groups`);
export const filtersNotDivisible = (filters: number, groups: number) =>
  message('groups-mismatch', `${filters} filters are not divisible by ${groups} groups`);

// ---------------------------------------------------------------- joins

const joinMismatch = (text: string) => message('join-mismatch', text);

/** `names` are those of the axes that must be equal, if they have names. */
export const cannotConcat = (shapes: string, axis: number, names: readonly string[] | undefined) =>
  joinMismatch(`cannot concatenate ${shapes}: ${names ? enumerate(names) : `all axes except ${axis}`} must be equal`);
export const cannotStack = (shapes: string) => joinMismatch(`cannot stack ${shapes}: the shapes must be equal`);
export const cannotJoin = (verb: string, shapes: string) =>
  joinMismatch(`cannot ${verb} ${shapes}: each dimension must be equal, or 1`);
/** A mismatch as reported at the one input that does not fit the others. */
export const oddSide = <C extends string>({ code, text }: Message<C>) =>
  message(code, `this input does not fit the others: ${text}`);
export const oddSideMadeHere = <C extends string>({ code, text }: Message<C>) =>
  message(code, `this makes the input that does not fit the others: ${text}`);
export const joinedHere = 'joined here';
export const lastAxis = 'write axis: -1; channels come last';
export const equalChannels = (from: string, to: string): string =>
  `give both the same number of channels, or add a 1x1 conv2d from ${from} to ${to}`;

// ---------------------------------------------------------------- axes and elements

const noAxis = (axis: number, text: string) => message('axis-out-of-range', `there is no axis ${axis}: ${text}`);

export const noAxisInShape = (axis: number, shape: string, rank: number) =>
  noAxis(axis, `${shape} has axes 1 to ${rank}`);
export const noSuchIndex = (index: number, axis: number, shape: string, size: number) =>
  message(
    'attribute-value',
    `there is no index ${index} along axis ${axis} of ${shape}: it must be from 0 to ${size - 1}, or from -${size} to -1`,
  );
export const indexBeyond = (index: number, axis: number, shape: string, size: number) =>
  message('index-out-of-range', `indices go up to ${index}, but axis ${axis} of ${shape} ends at ${size - 1}`);
export const negativeIndex = () =>
  message('index-out-of-range', 'an index is negative', 'count from the first position, which is 0');
export const fewClasses = (classes: number, below: number) =>
  message(
    'index-out-of-range',
    `${classes} classes end at ${classes - 1}, but the values go up to ${below - 1}`,
    `change it to ${below}, or lower \`below\` of the input`,
  );
/** A list that has another length than the list that it belongs to. */
export const otherCount = (attribute: string, count: number, other: string, wanted: number) =>
  message(
    'attribute-value',
    `${attribute} has ${count} values, but ${other} has ${wanted}`,
    `give one value for all, or one for each of ${other}`,
  );
export const notLeadingAxes = (attribute: string, axes: readonly number[]) =>
  message('attribute-value', `${attribute} must be the first axes, such as [1] or [1, 2], not [${axes.join(', ')}]`);
export const notAPermutation = (shape: string, rank: number) =>
  message('attribute-value', `dims must be the axes of ${shape} in some order: each of 1 to ${rank} once`);
export const noAxisInInputs = (axis: number, rank: number) =>
  noAxis(axis, `the inputs have axes 1 to ${rank}, or -${rank} to -1`);
export const cropsAll = (cropped: string, shape: string) =>
  message('window-too-large', `cropping ${cropped} leaves nothing of ${shape}`);
export const noAxisForStack = (axis: number, rank: number) =>
  noAxis(axis, `the output has axes 1 to ${rank}, or -${rank} to -1`);
export const nothingLeft = (shape: string) => message('wrong-rank', `${shape} would have no dimension left`);
export const notOne = (axis: number, shape: string, size: string) =>
  message('squeeze-not-one', `cannot squeeze axis ${axis} of ${shape}: its size is ${size}, not 1`);

const split = (text: string) => message('split-mismatch', text);

/** `axis` is `axis -1 of 8x8x6`. */
export const unevenParts = (axis: string, size: number, parts: number) =>
  split(`cannot split ${axis} into ${parts} equal parts: ${size} is not divisible by ${parts}`);
export const unevenBlocks = (side: string, size: number, block: number) =>
  split(`the ${side} of ${size} is not divisible by block_size ${block}`);
export const unevenPixels = (channels: number, block: number) =>
  split(`${channels} channels are not divisible by the ${block}x${block} pixels of a block`);
export const sizesDiffer = (axis: string, size: number, parts: readonly number[], total: number) =>
  split(`cannot split ${axis} into ${enumerate(parts.map(String))}: they sum to ${total}, not ${size}`);
export const onePart = () =>
  message(
    'attribute-value',
    'parts must be 2 or more, or a list of two sizes or more',
    'remove the split if it has one part',
  );

/** The size is absent if it is not known. */
export const emptySlice = (axis: number, size: number | undefined, start: number, end: number) =>
  message(
    'slice-out-of-range',
    `there are no elements from ${start} to ${end === 0 ? 'the end' : end} on axis ${axis}${size === undefined ? '' : `, which has ${size}`}`,
  );
export const oddChannels = (shape: string, channels: number) =>
  split(`cannot split the channels of ${shape} into halves: ${channels} is odd`);

const reshape = (text: string) => message('reshape-mismatch', text);

export const severalOpen = (target: string) => reshape(`${target} has more than one -1`);
export const zeroSize = (target: string) => reshape(`${target} has a dimension of 0`);
export const elementsDiffer = (shape: string, elements: string, target: string) =>
  reshape(`cannot reshape ${shape} (${elements} elements) to ${target}`);

// ---------------------------------------------------------------- weights

export const unknownWeights = (layer: string, remedy: string) =>
  message('unknown-size', `the weights of ${layer} depend on an unknown size`, remedy);
export const fixSize = (inputs: string, size: string): string => `give ${inputs} a fixed ${size}`;
export const replaceFlatten = (layer: string, otherwise: string): string =>
  `replace ${layer} with a global_avg_pool2d, or ${otherwise}`;

const weightsMismatch = (text: string, help?: string) => message('weights-mismatch', text, help);

export const otherOp = (op: string, owner: string, ownerOp: string) =>
  weightsMismatch(`${withArticle(op)} cannot share the weights of ${owner}, ${withArticle(ownerOp)}`);
export const needsWeights = (op: string, owner: string) =>
  weightsMismatch(`${op} has no weights of its own`, `write the same weights: NAME here and in the ${owner}`);
export const nothingToShare = (op: string, owner: string, name: string) =>
  weightsMismatch(`no ${owner} before this ${op} has weights: ${name}`, `add weights: ${name} to the ${owner}`);
export const unequalUnits = (channels: string, units: string) =>
  weightsMismatch(
    `the input has ${channels} channels, and the rows of the table ${units}`,
    `add a dense layer with ${units} units before`,
  );
export const otherAttribute = (attribute: string, here: string, owner: string, there: string) =>
  weightsMismatch(`${attribute} is ${here} here but ${there} in ${owner}; layers that share weights must agree`);
export const otherWeights = (here: string, owner: string, there: string) =>
  weightsMismatch(`the weights here are ${here}, but those of ${owner} are ${there}`);
/** `inside` is the layer inside of the owner, if that is a use of a spec. */
export const unusedOwner = (owner: string, sharer: string, inside: string | undefined) =>
  weightsMismatch(
    `${sharer} shares weights with ${inside === undefined ? owner : `${inside} in ${owner}`}, which reaches no output`,
    `${inside === undefined ? `remove ${owner}` : `cut ${owner} with \`until\``}, or move it after ${sharer}`,
  );
export const layerHere = (layer: string): string => `${layer} is here`;

// ---------------------------------------------------------------- limits

const tooLarge = (text: string) => message('too-large', text);

export const tooManyDimensions = (most: number) => tooLarge(`a tensor of more than ${most} dimensions`);
export const tooManyElements = (most: number) => tooLarge(`a tensor of more than ${most} elements`);
export const sizeTooLong = () => tooLarge('the formula of a size is too long');
export const networkTooLarge = (most: number) => tooLarge(`the network has more than ${most} layers and branches`);
export const tooManyNames = () => tooLarge('its repetitions see too many names in total');
export const inRepetition = (which: string): string => `in this repetition${which}`;
