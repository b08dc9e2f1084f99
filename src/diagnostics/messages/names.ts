/** Names: of ops, layers, parameters, inputs, outputs, blocks and specs. */
import { enumerate, listWords } from '../../text/words.js';
import { error, lint, message } from './message.js';
import { addName } from './remedies.js';

export const nameCodes = {
  'unknown-op': error(
    'The op of an item must be a known op or a block of the spec.',
    'Check the spelling, or define a block with this name.',
  ),
  'unknown-layer': error(
    'A reference must be to an earlier layer of the same sequence or an enclosing one.',
    "Layers are connected by name. A block can refer only to its own layers and inputs. Other layers can refer only to the block's outputs.",
  ),
  'unknown-name': error(
    'A name in an expression must be a parameter or a formula.',
    'An expression can use only what the spec or the block declares.',
  ),
  'unknown-parameter': error('Only declared parameters can be set.', 'Other values would have no effect.'),
  'unknown-input': error('Only existing inputs can be set.', 'The shape of any other input would have no effect.'),
  'unknown-endpoint': error(
    'A network can only be cut at one of its end points.',
    'Top-level items are end points, as are items with `endpoint:`.',
  ),
  'missing-argument': error(
    'A use of a block must set every parameter without a default.',
    'The block cannot be built without it.',
  ),
  'missing-name': error(
    'A layer must have a name, its own or that of its block or group.',
    'Weights, reports and other layers refer to a layer by its name.',
  ),
  'duplicate-name': error(
    'Names must be unique.',
    'Two layers with the same name would share their variables, or the second would shadow the first.',
  ),
  'invalid-name': error(
    'A name must consist of letters, digits, _ and -, start with a letter or a digit, and not be a reserved word.',
    'Names become identifiers and scopes in the generated code, and TensorFlow allows only these characters.',
  ),
  'unreadable-spec': error(
    'A used spec must exist and be text.',
    'Its path is relative to the folder of the spec that uses it, with forward slashes on every system.',
  ),
  'spec-outside': error(
    'A used spec must be inside the working directory, or inside the folder of the spec if that is elsewhere.',
    'Compiling a spec must not read arbitrary files, so paths are relative and stay inside this folder.',
  ),
  'recursive-spec': error('A spec must not use itself.', 'Its expansion would never end.'),
  'recursive-block': error('A block must not use itself.', 'Its expansion would never end.'),
  'layer-switched-off': error(
    'A layer must be included whenever an item that refers to it is.',
    'With these parameters, `when:` or `repeat:` removes the layer, but not the item that refers to it.',
  ),
  'unknown-rename': error(
    'Only layers of the block can be renamed.',
    'With a typo here, the layer would keep its old name.',
  ),
  'duplicate-output': lint(
    error(
      'Each output must be a different layer.',
      'Two outputs of one layer are redundant. Often one of them names the wrong layer.',
    ),
  ),
};

// ---------------------------------------------------------------- the form of names

const invalid = (text: string) => message('invalid-name', text);

export const badLayerName = (name: string) =>
  invalid(`invalid name "${name}"; use letters, digits, _ and -, starting with a letter or a digit`);
export const badVariable = (name: string) =>
  invalid(`invalid name "${name}"; use letters, digits and _, not starting with a digit`);
export const reservedWord = (name: string) => invalid(`"${name}" is a reserved word`);
export const badSignature = (text: string) =>
  invalid(`invalid function "${text}"; write its name and its arguments, such as scale(value, factor)`);
export const nameOfOp = (name: string) => invalid(`"${name}" is the name of an op`);
export const keyAsParameter = (name: string) =>
  invalid(`"${name}" is a key of every use; a block's parameter needs another name`);
export const memberOfObject = (name: string) =>
  invalid(`"${name}" is a member of every JavaScript object; TensorFlow.js accepts no input of that name`);

/** The name that results from a template. */
export const badFilledName = (name: string) =>
  invalid(`this name expands to "${name}"; a name starts with a letter or a digit`);

// ---------------------------------------------------------------- unknown names

export const unknownOp = (op: string) => message('unknown-op', `unknown op or block "${op}"`);

export const unknownName = (name: string, known: readonly string[], hasSizes: boolean) =>
  message(
    'unknown-name',
    `unknown parameter${hasSizes ? ', formula or size' : ' or formula'} "${name}"${expected(known)}`,
  );
export const indexOutside = () =>
  message(
    'unknown-name',
    'unknown parameter or formula "index"; only an item with `repeat:` has an index',
    'pass it to a block as an argument: n: index',
  );
export const unknownInConvention = (kind: string, known: readonly string[]) =>
  message('unknown-name', `unknown name in the convention for ${kind}; expected ${listWords(known)}`);

/** Names from the command line, or in `expect:`. */
const unknownIn =
  <C extends 'unknown-parameter' | 'unknown-input' | 'unknown-endpoint'>(code: C, what: string) =>
  (network: string, name: string, known: readonly string[]) =>
    message(code, `${network} has no ${what} "${name}"${expected(known)}`);

export const unknownParameter = unknownIn('unknown-parameter', 'parameter');
export const unknownInput = unknownIn('unknown-input', 'input');
export const unknownEndpoint = unknownIn('unknown-endpoint', 'end point');
export const unnamedInput = (network: string, inputs: readonly string[]) =>
  message(
    'unknown-input',
    `${network} has several inputs: ${listWords(inputs)}`,
    `name the input, as in ${inputs[0]}=150x150x3`,
  );

export const unknownArgument = (block: string, name: string, known: readonly string[] | undefined) =>
  message(
    'unknown-parameter',
    `${block} has no parameter "${name}"${known?.length === 0 ? '; it has none' : expected(known ?? [])}`,
  );
export const unknownRename = (block: string, layer: string, known: readonly string[]) =>
  message('unknown-rename', `${block} has no layer "${layer}"${expected(known)}`);

const expected = (known: readonly string[]): string => (known.length > 0 ? `; expected ${listWords(known)}` : '');

export const definedHere = (name: string): string => `${name} is defined here`;

// ---------------------------------------------------------------- references to layers

const unknownLayer = (text: string) => message('unknown-layer', text);

export const noSuchLayer = (name: string, hint = '') => unknownLayer(`no earlier layer "${name}" in scope${hint}`);
export const layerInside = (owner: string): string => `; the one inside ${owner} is not visible here`;
export const layerOutside = (block: string): string => `; ${block} sees only its own inputs and layers`;
export const passToBlock = (block: string, layer: string): string =>
  `add an input to \`inputs\` of ${block}, and pass ${layer} in its uses`;
export const layerWithIndex = '; a name with ${...} cannot be referred to: refer to a named group around it';
export const laterLayer = (name: string) => unknownLayer(`${name} is defined later; only earlier layers can be used`);
export const openLayer = (name: string) => unknownLayer(`${name} cannot be used inside itself`);
export const noSuchOutput = (name: string, output: string, known: readonly string[]) =>
  unknownLayer(
    known.length > 0
      ? `${name} has no output "${output}"${expected(known)}`
      : `${name} has only one output: write ${name}`,
  );
export const nestedOutput = (use: string, output: string) =>
  unknownLayer(`${output} is nested in ${use}: only top-level items of a spec can be referred to`);
export const cutUse = (use: string, endpoint: string): string =>
  `to end ${use} there, add \`until: ${endpoint}\` to it and refer to ${use}`;
export const matchesHere = 'this name matches';
export const indexAsInput = 'write the name of a layer; without `input:`, an item takes the previous one';
export const referToOwner = (owner: string, layer: string): string => `refer to ${owner}, or move ${layer} out of it`;

export const layerOff = (name: string) => message('layer-switched-off', `${name} is switched off here`);
export const outputsOff = (layers: readonly string[]) =>
  message(
    'layer-switched-off',
    `no output is left: ${enumerate(layers)} ${layers.length === 1 ? 'is' : 'are'} switched off`,
  );
export const repeatedSoOften = 'repeated this many times';
export const conditionFalse = 'its condition is false here';

// ---------------------------------------------------------------- a definition and a reference that differ by a slip

export const undefinedAndUnused = <C extends string>(code: C, name: string, uses: number, defined: string) =>
  message(
    code,
    `${name} is used${uses === 1 ? '' : ` ${uses} times`} but not defined; ${defined} is defined but not used`,
  );
export const usedHere = (name: string): string => `${name} is used here`;

// ---------------------------------------------------------------- missing names

const missingName = (text: string) => message('missing-name', text, addName);

export const namelessLayer = (op: string) =>
  missingName(`this ${op} has no name, and no block or group around it has one`);
export const namelessUse = (block: string) => missingName(`this use of ${block} has no name`);
export const takesNameOfUse = (op: string): string => `this ${op} takes the name of the use`;
export const namelessSecond = (op: string, scope: string) =>
  missingName(`this ${op} has no name, and another layer already takes the name of ${scope}`);
export const takesName = (op: string): string => `this ${op} takes it`;
export const namelessRepetition = (op: string, times: number) =>
  message('missing-name', `this ${op} is repeated ${times} times and has no name`, 'add a `name:` with ${index}');

// ---------------------------------------------------------------- duplicate names

const duplicate = (text: string, help?: string) => message('duplicate-name', text, help);

export const duplicateParameter = (name: string) => duplicate(`duplicate parameter ${name}`);
export const duplicateSize = (name: string) => duplicate(`duplicate size ${name}`);
export const duplicateArgument = (name: string) => duplicate(`duplicate argument ${name}`);
export const duplicateItem = (name: string) => duplicate(`duplicate name ${name}`);
export const duplicateLayer = (name: string, followed?: string) =>
  duplicate(`two layers are named ${name}${followed === undefined ? '' : `: the second follows ${followed}`}`);
export const unindexedName = (name: string, times: number) =>
  duplicate(`${name} is repeated ${times} times`, `add \${index} to its name: "${name}_\${index + 1}"`);
export const sameInRepetitions = (name: string, taken: string) =>
  duplicate(`repetitions of ${name} both make a layer ${taken}`, 'make the name different for each ${index}');
export const repeatedLayer = (kind: string, taken: string) =>
  duplicate(
    `each repetition makes a layer ${taken}`,
    `give this ${kind === 'group' ? 'group, or the layers in it,' : kind} a name with \${index}, such as "Stage_\${index}"`,
  );
export const namelessUseRepeats = (block: string, taken: string) =>
  duplicate(`this use of ${block} makes a second layer ${taken}`, 'add `name:` to this use');
export const duplicateEndpoint = (name: string) => duplicate(`duplicate end point ${name}`);
export const repeatedEndpoint = (name: string) => duplicate(`end point ${name} is in several places`);

export const firstDefinedHere = 'first defined here';
export const firstMadeHere = 'the first is made here';
export const againHere = 'and again here';
export const firstFollows = (isCompanion: boolean): string => `the first ${isCompanion ? 'follows' : 'is'} this`;

export const sameOutput = (name: string, earlier: string) =>
  message('duplicate-output', `${name} is the same layer as ${earlier}`);

// ---------------------------------------------------------------- blocks and other specs

export const missingArguments = (block: string, names: readonly string[]) =>
  message('missing-argument', `${block} needs ${enumerate(names)}`);
export const unsetParameter = (name: string) =>
  message('missing-argument', `parameter ${name} has no default and is not set`);
export const inUse = (block: string, repetition = ''): string => `in this use of ${block}${repetition}`;

export const recursiveBlock = (path: readonly string[]) =>
  message('recursive-block', `recursive block: ${path.join(' uses ')}`);
export const recursiveSpec = (path: readonly string[]) =>
  message('recursive-spec', `recursive spec: ${path.join(' uses ')}`);
export const blocksTooDeep = (block: string, deepest: number) =>
  message('too-large', `cannot expand ${block}: blocks are nested deeper than ${deepest} levels`);
export const blockTooLarge = (block: string) =>
  message('too-large', `cannot expand ${block}: its uses see too many names in total`);
export const specsTooDeep = (deepest: number) =>
  message('too-large', `specs use each other deeper than ${deepest} levels`);

export const unreadableSpec = (file: string) => message('unreadable-spec', `cannot read ${file}`);
export const pathOutside = (path: string, root: string) =>
  message('spec-outside', `${path} is outside ${root === '' ? 'the working directory' : root}`);
export const badPath = (path: string) =>
  message('spec-outside', `${path} is not a relative path with forward slashes, such as ./base.yaml`);
export const specUsedHere = 'used here';
