/** The functions of activations, one for each that is called: `relu(x, name)`. */
import type { Constant, OpFunction, Parts } from '../../../lower/module.js';
import { activationLayer } from '../../../ops/activation-layers.js';
import { type AttributeType, settingsByWord } from '../../../ops/attributes.js';
import { activationFrom, activationName, activationType } from '../../../ops/companions.js';
import type { Doc } from '../../code/layout.js';
import { flatText } from '../../code/layout.js';
import { code, keywords, literalText, text } from '../expressions.js';
import { separator } from '../naming.js';
import { layerClass } from '../printed/layer-class.js';
import { block, type Python, type PythonStatement, pyCall, simple } from '../python.js';
import { attributeHint, tensorHint } from '../types.js';
import type { PythonDefinition } from './definition.js';

/** The function that gelu by tanh is registered as, since a layer can be saved with a registered function alone. */
const approximateGelu = 'approximate_gelu';

export class ActivationPrinter {
  /** What they are called, by word. */
  private readonly names: ReadonlyMap<string, string>;
  private readonly called: Set<string>;
  /** Those that some call gives settings. */
  private readonly set = new Set<string>();

  constructor({ activations, activationLayers }: Parts) {
    this.names = activations;
    this.called = new Set(activationLayers);
  }

  /** The activation of `x` under a name. */
  private callOf(word: string, x: string, name: string, settings: readonly Doc[]): Doc {
    this.called.add(word);
    if (settings.length > 0) this.set.add(word);
    return pyCall(this.names.get(word) ?? word, [x, name, ...settings]);
  }

  /** What follows an op: the activation that the function is given, or the one of all layers. */
  after(of: OpFunction): Python {
    return this.steps(of, (word, settings) => {
      const name = `f"{name}${separator}${activationName(word)}"`;
      return simple(['y = ', this.callOf(word, 'y', name, settings)]);
    });
  }

  /** The body of a function that applies an activation and nothing else. */
  alone(of: OpFunction): Python {
    const steps = this.steps(of, (word, settings) => simple(['return ', this.callOf(word, 'x', 'name', settings)]));
    const isAlways =
      of.constants.get('activation')?.words[0] !== 'linear' && steps.every(({ kind }) => kind === 'simple');
    if (isAlways && steps.length > 0) return steps;
    return [...steps, simple('return layers.Activation("linear", name=name)(x)')];
  }

  /** A step for each activation that a function may apply, with its settings, but for linear. */
  private steps({ options, constants }: OpFunction, step: WriteStep): Python {
    const constant: Constant | undefined = constants.get('activation');
    const option = options.get('activation');
    if (constant?.value.kind === 'settings')
      return constant.value.entries.map(([word, settings]) =>
        step(word, settings.kind === 'settings' ? keywords(settings.entries) : []),
      );
    if (constant?.value.kind === 'literal') {
      const [word = 'linear'] = constant.words;
      return word === 'linear' ? [] : [step(word, [])];
    }
    const chosen = constant ? flatText(code(constant.value)) : (option?.key ?? '');
    const words = ((constant ?? option)?.words ?? []).filter((word) => word !== 'linear');
    const withSettings = (option?.type ?? []).flatMap((one) =>
      typeof one === 'object' && 'settings' in one ? one.settings.map(([word]) => word) : [],
    );
    const cases = [
      ...words.map((word) => ({ test: `${chosen} == ${text(word)}`, step: step(word, []) })),
      ...withSettings.map((word) => ({
        test: `isinstance(${chosen}, dict) and ${text(word)} in ${chosen}`,
        step: step(word, [`**${chosen}[${text(word)}]`]),
      })),
    ];
    return cases.map((one, index) => block(`${index === 0 ? 'if' : 'elif'} ${one.test}`, [one.step]));
  }

  /** The functions that are called. */
  print(): readonly PythonDefinition[] {
    return [...this.called].map((word) => {
      const name = this.names.get(word) ?? word;
      return { name, code: this.printFunction(word, name) };
    });
  }

  private printFunction(word: string, name: string): PythonStatement {
    const settings = this.set.has(word) ? Object.entries(settingsByWord(activationType)[word] ?? {}) : [];
    const parameters = settings.map(
      ([key, { type, default: standard }]) => `${key}: ${hintOf(type)} = ${literalText(standard)}`,
    );
    const head = pyCall(`def ${name}`, [
      `x: ${tensorHint}`,
      'name: str',
      ...(parameters.length > 0 ? ['*', ...parameters] : []),
    ]);
    const layer = pyCall(...layerOf(word, settings.length > 0));
    return block([head, ` -> ${tensorHint}`], [simple(['return ', pyCall(layer, ['x'])])]);
  }

  /** What the functions need at the level of the module. */
  registered(registry: string): readonly PythonDefinition[] {
    const classes = [...this.called]
      .filter((word) => hasOwnClass(word, this.set.has(word)))
      .map((word) => {
        const op = activationLayer(wordOf(word));
        const { name, definition } = layerClass(op, [{ ranks: [1], attributes: {} }], registry);
        return { name, code: definition };
      });
    if (!this.set.has('gelu')) return classes;
    const head = [pyCall(`def ${approximateGelu}`, [`x: ${tensorHint}`]), ` -> ${tensorHint}`];
    const body = [simple('return keras.activations.gelu(x, approximate=True)')];
    const decorator = `@keras.saving.register_keras_serializable(package=${text(registry)})`;
    return [{ name: approximateGelu, code: block(head, body, [decorator]) }, ...classes];
  }
}

/** Writes the step that applies an activation with settings. */
type WriteStep = (word: string, settings: readonly Doc[]) => PythonStatement;

function layerOf(word: string, hasSettings: boolean): [callee: string, args: readonly Doc[]] {
  if (word === 'leaky_relu' && hasSettings) return ['layers.LeakyReLU', ['negative_slope', 'name=name']];
  if (word === 'elu' && hasSettings) return ['layers.ELU', ['alpha', 'name=name']];
  if (word === 'softmax' && hasSettings) return ['layers.Softmax', ['axis', 'dtype="float32"', 'name=name']];
  if (word === 'gelu' && hasSettings)
    return ['layers.Activation', [`${approximateGelu} if approximate else "gelu"`, 'name=name']];
  const precise = probabilities.includes(word) ? ['dtype="float32"'] : [];
  if (!hasOwnClass(word, hasSettings)) return ['layers.Activation', [text(word), ...precise, 'name=name']];
  const settings = Object.entries(settingsByWord(activationType)[word] ?? {}).map(
    ([key, { default: standard }]) => `${key}=${hasSettings ? key : literalText(standard)}`,
  );
  return [activationLayer(wordOf(word)).keras, [...settings, 'name=name']];
}

/** Activations that give probabilities, or their logarithms. Mixed precision is too coarse for them: it has no number between 0.996 and 1. */
const probabilities: readonly string[] = ['softmax', 'log_softmax', 'sigmoid'];

/** Activations whose settings no layer of Keras takes. */
const withoutLayer: readonly string[] = ['celu', 'squareplus', 'hard_shrink', 'soft_shrink'];

/** Activations that Keras lacks, or computes otherwise: the values of its sparsemax do not sum to 1. */
const unlikeKeras: readonly string[] = ['threshold', 'sparsemax'];

/** Whether an activation is a class that follows from what it computes. */
const hasOwnClass = (word: string, hasSettings: boolean): boolean =>
  unlikeKeras.includes(word) || (hasSettings && withoutLayer.includes(word));

const wordOf = (word: string) => activationFrom(word).word;

const hintOf = (type: AttributeType): string => attributeHint(type, type.type === 'boolean' ? ['boolean'] : ['number']);
