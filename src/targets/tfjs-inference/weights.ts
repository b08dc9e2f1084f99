/** The function that loads weights with their shapes, and folds them. */
import type { Language } from '../code/language.js';
import { array, call, type Doc, object, toLines } from '../code/layout.js';
import { camelCase, propertyKey, quote, type UniqueIdentifiers } from '../code/lexical.js';
import { type Draft, tensorType } from './draft.js';
import { type Fold, type FolderName, folders, isFold, isOfVectors, type Unfolded } from './folds.js';
import { declare } from './functions.js';
import type { Norm } from './plan.js';
import type { Traits } from './traits.js';

/** Code in the function is indented by two columns, the value that it returns by two more. */
const indentation = 2;

/** The types of the settings of kernels, if there are any, and of batch norms. */
export function writeSettingTypes(
  { folds, language }: Draft,
  { norms, undilates }: Traits,
): readonly (readonly string[])[] {
  const taken = [...folds.values()].filter(isFold);
  const write = (name: string, fields: readonly string[]): readonly string[] => {
    if (!language.javascript) return [`interface ${name} {`, ...fields.map((field) => `  ${field}`), '}'];
    const members = fields.filter((field) => !field.startsWith('/**')).map((field) => field.replace(';', ''));
    return [`/** @typedef {{ ${members.join('; ')} }} ${name} */`];
  };
  const normFields = [
    ...(norms ? ['name?: string;'] : []),
    'epsilon: number;',
    'center?: boolean;',
    'scale?: boolean;',
  ];
  const foldingFields = [
    '/** Whether the layer has a bias. */',
    'bias?: boolean;',
    ...(undilates ? ['/** The dilation of the kernel. */', 'dilation?: [number, number];'] : []),
    ...(norms
      ? ['/** The batch norm that follows; it has a name if it is a separate layer. */', 'norm?: BatchNorm;']
      : []),
  ];
  return [
    ...(taken.some(({ norm }) => norm) ? [write('BatchNorm', normFields)] : []),
    ...(taken.some(({ folder }) => !isOfVectors(folder)) ? [write('Folding', foldingFields)] : []),
  ];
}

export function writeFoldWeights(draft: Draft, traits: Traits): readonly string[] {
  const { language, folds } = draft;
  const norms = new NormSettings(draft.identifiers);
  const entries = [...folds].flatMap(([property, fold]) =>
    toLines(
      isFold(fold) ? foldCall(fold, norms) : weightsCode(fold, language),
      indentation + 2,
      `${propertyKey(property)}: `,
      ',',
    ),
  );
  return [
    ...language.docOf(
      ['Checks the shapes of the weights, and folds batch norms into kernels.'],
      [['param', 'tf.NamedTensorMap', 'weights']],
    ),
    `function foldWeights(${language.typed('weights', 'tf.NamedTensorMap')}) {`,
    ...calledFolders([...folds.values()], traits).flatMap((name, index) => [
      ...(index > 0 ? [''] : []),
      ...declare(name, traits, indentation).map((line) => (line === '' ? '' : `  ${line}`)),
    ]),
    '',
    ...norms.declarations().map((line) => `  ${line}`),
    '  return {',
    ...entries.map((line) => `    ${line}`),
    '  };',
    '}',
  ];
}

/** The functions that load weights, each after those that it calls. */
function calledFolders(all: readonly (Fold | Unfolded)[], { norms }: Traits) {
  const used = new Set<FolderName>(all.filter(isFold).map(({ folder }) => folder));
  const hasVectors = all.some((one) => isFold(one) || one.weights.some(({ shape }) => shape.length === 1));
  if (used.has('grouped')) used.add('convolution');
  if (norms) used.add('batchNorm');
  const foldsKernels = [...used].some((folder) => !isOfVectors(folder));
  return [
    'weight' as const,
    ...(hasVectors ? ['vector' as const] : []),
    ...(used.has('batchNorm') ? ['batchNorm' as const] : []),
    ...(foldsKernels ? ['fold' as const] : []),
    ...folders.filter((folder) => folder !== 'batchNorm' && used.has(folder)),
  ];
}

/** `{ gamma: vector('Norm/gamma', 64).clone() }` */
const weightsCode = ({ name: layer, weights }: Unfolded, { javascript }: Language): Doc =>
  object(
    weights.map(({ name, shape }): [Doc, Doc] => {
      const full = quote(`${layer}/${name}`);
      // Folded weights belong to the network, and so must this one.
      if (shape.length === 1) return [camelCase(name), [call('vector', [full, String(shape[0])]), '.clone()']];
      const [type, sizes] = [tensorType(shape.slice(1)), array(shape.map(String))];
      const taken: Doc = javascript
        ? [`/** @type {${type}} */ (`, call('weight', [full, sizes]), ')']
        : call(`weight<${type}>`, [full, sizes]);
      return [camelCase(name), [taken, '.clone()']];
    }),
  );

/** `convolution('Conv', [3, 3, 3, 32], { norm })` */
function foldCall({ folder, name, sizes, bias, norm, dilation, vectors }: Fold, norms: NormSettings): Doc {
  const shapes = sizes.map((size) => (Array.isArray(size) ? array(size.map(String)) : String(size)));
  if (folder === 'batchNorm') return call(folder, [quote(name), ...shapes, norms.variable(norm as Norm)]);
  const settings: readonly (readonly [Doc, Doc])[] = [
    ...(bias ? [['bias', 'true'] as const] : []),
    ...(dilation ? [['dilation', array(dilation.map(String))] as const] : []),
    ...(norm ? [['norm', norms.code(norm, `${name}/BatchNorm`)] as const] : []),
    ...(['center', 'scale'] as const).flatMap((key): [Doc, Doc][] =>
      vectors?.[key] === false ? [[key, 'false']] : [],
    ),
  ];
  return call(folder, [quote(name), ...shapes, ...(settings.length > 0 ? [object(settings)] : [])]);
}

/** The settings of batch norms, each a constant of the function. */
class NormSettings {
  /** Variables by their values. */
  private readonly variables = new Map<string, string>();

  constructor(private readonly identifiers: UniqueIdentifiers) {}

  declarations(): readonly string[] {
    return [...this.variables].map(([settings, name]) => `const ${name} = ${settings};`);
  }

  variable({ epsilon, center, scale }: Norm): string {
    const fields = [`epsilon: ${epsilon}`, ...(center ? [] : ['center: false']), ...(scale ? [] : ['scale: false'])];
    const settings = `{ ${fields.join(', ')} }`;
    const name = this.variables.get(settings) ?? this.identifiers.take('norm');
    this.variables.set(settings, name);
    return name;
  }

  /** The settings of a batch norm, with its name if it is not the usual one. */
  code(norm: Norm, usual: string): Doc {
    const settings = this.variable(norm);
    if (norm.name === usual) return settings;
    // Equal keys and values are written once.
    const spread = `...${settings}`;
    return object([
      [spread, spread],
      ['name', quote(norm.name)],
    ]);
  }
}
