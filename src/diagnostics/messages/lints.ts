/** Code that has no effect, and valid code that is most likely a mistake. */
import { withArticle } from '../../text/words.js';
import { error, lint, message, warning } from './message.js';

export const lintCodes = {
  'unused-layer': lint(
    error(
      'Every layer must reach an output.',
      'If nothing uses a layer, a part of the network is missing: the shapes fit, but the results are wrong.',
    ),
  ),
  'unused-block': lint(warning('Every block should be used.', 'An unused block is a leftover, or its use has a typo.')),
  'unused-parameter': lint(
    warning('Every parameter and formula should be used.', 'A parameter without effect misleads its users.'),
  ),
  'unused-input': lint(
    warning(
      'Every input of a block should be used.',
      'An unused input usually means that a layer of the block has the wrong input.',
    ),
  ),
  'pytorch-momentum': lint(
    warning(
      'The momentum of batch norm should be the fraction of the old statistics to keep.',
      'In PyTorch it is the fraction of the new batch instead: 0.1 there is 0.9 here and in Keras. The difference shows only in training.',
    ),
  ),
  'channels-first': lint(
    warning(
      'The shape of an image should be height x width x channels.',
      'An input of 3x224x224, as in PyTorch, is an image with 3 rows and 224 channels here. `padding: same` hides the mistake.',
    ),
  ),
  'parallel-layers': lint(
    warning(
      'Layers that follow each other should not be parallel branches.',
      'Each branch is a separate list. If its second dash is missing, layers in sequence become parallel, and their shapes often fit.',
    ),
  ),
  'accidental-broadcast': lint(
    error(
      'A sum should not repeat what a window shrank to 1.',
      'An input with size 1 along an axis is repeated, as in NumPy. If a convolution or a pool made the 1, one branch often lacks padding, or has other strides or filters than the other.',
    ),
  ),
  'unshared-weights': lint(
    warning(
      'Named weights should be shared.',
      'A name that is used once shares nothing. Often the other name has a typo, and the network has two sets of weights.',
    ),
  ),
  'unused-default': lint(
    warning('Every default should apply to a layer.', 'A default for an op that its scope does not use has no effect.'),
  ),
  'useless-trainable': lint(
    warning(
      '`trainable` should change whether something is trained.',
      'What is inside a frozen item stays frozen, as in Keras. A layer without weights has nothing to train.',
    ),
  ),
  'name-convention': lint(
    error(
      'A name must follow the convention that the spec declares.',
      'Weights are found by name. A name that says 1x1 for a 3x3 window is misleading, and a name out of order often means that the wrong branch was changed.',
    ),
  ),
  'bad-allowance': warning(
    'A comment that suppresses a lint should name it, give a reason, and be needed.',
    'A suppression without effect hides the next mistake on its line.',
  ),
};

export const accidentalBroadcast = (name: string, input: string, small: string, large: string) =>
  message(
    'accidental-broadcast',
    `${name} repeats ${input} from ${small} to ${large}`,
    'give both the same shape; if you want it repeated, shrink it with a global pool or reduce',
  );

// ---------------------------------------------------------------- unused

export const unusedLayer = (name: string) =>
  message('unused-layer', `${name} reaches no output: nothing uses its result`);
export const unusedNetworkInput = (name: string) => message('unused-layer', `input ${name} reaches no output`);
export const similarReference = (name: string): string => `${name}, a similar name, is used here`;
export const meantLayer = (name: string, written: string): string =>
  `if you meant this layer there, change ${written} to ${name}`;
export const dedentedLayers = (names: string, count: number, owner: string, claim: string) =>
  message(
    'unused-layer',
    `${names} ${count === 1 ? 'reaches' : 'reach'} no output, and ${owner} lacks ${count === 1 ? 'it' : 'them'}: ${claim}`,
    `indent ${count === 1 ? 'this layer' : `these ${count} layers`} to be in ${owner}`,
  );
export const declaresOutputHere = (owner: string): string => `${owner} declares its output here`;

export const unusedBlock = (name: string) => message('unused-block', `block ${name} is never used`);
export const unusedParameter = (name: string) => message('unused-parameter', `${name} is never used`);
export const unusedArgument = (name: string, argument: string) =>
  message('unused-parameter', `argument ${argument} of ${name} is never used`);
export const unusedInput = (block: string, name: string) =>
  message('unused-input', `input ${name} of ${block} is never used`);
export const unusedDefault = (op: string, attribute: string) =>
  message('unused-default', `default ${op}.${attribute} applies to no layer here`);
export const unsharedWeights = (name: string) =>
  message('unshared-weights', `weights ${name} are shared with no other layer`);

const uselessTrainable = (text: string, help?: string) => message('useless-trainable', text, help);

export const nothingToTrain = (op: string) => uselessTrainable(`${op} has no weights to train`, 'remove `trainable`');
export const frozenAround = () =>
  uselessTrainable(
    '`trainable: true` has no effect: an enclosing item is frozen',
    'remove `trainable: false` there, and set it on the layers to freeze',
  );
export const frozenHere = 'frozen here';

// ---------------------------------------------------------------- likely mistakes

export const pytorchMomentum = (momentum: number, meant: number) =>
  message(
    'pytorch-momentum',
    `a momentum of ${momentum} discards most of the moving statistics at every step`,
    `for PyTorch's momentum of ${momentum}, write ${meant}`,
  );

export const channelsFirst = (input: string, shape: string, axes: string, channelsLast: string, channels: string) =>
  message(
    'channels-first',
    `input ${input} is ${shape}, but a shape is ${axes}`,
    `write ${channelsLast} if ${channels} is the number of channels`,
  );

export const parallelLayers = (name: string, other: string) =>
  message(
    'parallel-layers',
    `${name} is parallel to ${other}, not after it`,
    `if ${name} follows ${other}, write both as one branch: \`- - {...}\`, and below it \`  - {...}\``,
  );
export const ownBranch = (name: string): string => `${name} is a branch of its own`;

// ---------------------------------------------------------------- conventions

const convention = (text: string, help?: string) => message('name-convention', text, help);

export const notOfForm = (name: string, form: string) => convention(`${name} does not match ${form}`);
export const noneOfForm = (form: string, name: string) =>
  convention(`no name matches the convention ${form}, such as ${name}`);
export const attributeDiffersFromName = (attribute: string, value: string, name: string, stated: string) =>
  convention(`${attribute} is ${value}, but ${name} says ${stated}`);
export const nameDiffersFromAttribute = (
  { name, stated, right }: { readonly name: string; readonly stated: string; readonly right: string },
  attribute: string,
  value: string,
) =>
  convention(
    `${name} says ${stated}, but its ${attribute} is ${value}`,
    `write ${attribute}: ${stated}, or rename it to ${right}`,
  );
export const nameOfOtherOp = (name: string, op: string, other: string) =>
  convention(`${name} is named like ${withArticle(other)}, but its op is ${op}`, `write op: ${other}, or rename it`);
export const notFirstStep = (name: string, step: string) =>
  convention(`${name} is the first of its sequence: expected 0a or 1a, not ${step}`);
export const stepOutOfOrder = (name: string, step: string, last: string, expected: readonly string[], below?: string) =>
  convention(
    `${name} follows ${last}: expected ${expected.join(' or ')}, not ${step}`,
    below === undefined ? undefined : `move it below ${below}`,
  );
export const otherName = (name: string, right: string) => convention(`expected the name ${right}, not ${name}`);
export const conventionHere = 'the convention';
export const thisName = 'this name';

// ---------------------------------------------------------------- suppressions

const suppression = (text: string) => message('bad-allowance', text);

export const notALint = (code: string, lints: readonly string[]) =>
  suppression(`"${code}" cannot be suppressed; expected one of ${lints.join(', ')}`);
export const noReason = (code: string) => suppression(`add the reason: # netspec-allow ${code}: reason`);
export const idleSuppression = (code: string) => suppression(`unused suppression: no ${code} here`);
