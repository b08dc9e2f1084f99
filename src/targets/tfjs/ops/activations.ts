/** The functions of activations, one for each that is called: `relu(x, name)`. */
import type { Parts } from '../../../lower/module.js';
import { settingsByWord } from '../../../ops/attributes.js';
import { activationFrom, activationName, activationType } from '../../../ops/companions.js';
import type { Tag } from '../../code/language.js';
import { arrow, call, type Doc, flatText, list, toLines, width } from '../../code/layout.js';
import { camelCase } from '../../code/lexical.js';
import type { Part, Printing } from '../print/printing.js';
import { tensorType } from '../print/types.js';
import { activationMaker } from './layers.js';

/** The functions of ops are in the factory, with their bodies indented by two more columns. */
export const indentation = 4;

export class ActivationFunctions {
  /** What they are called, by word. */
  private readonly names: ReadonlyMap<string, string>;
  private readonly called: Set<string>;
  /** Those that some call gives settings. */
  private readonly set = new Set<string>();

  constructor(
    { activations, activationLayers }: Parts,
    private readonly printing: Printing,
  ) {
    this.names = activations;
    this.called = new Set(activationLayers);
  }

  /** The function of an activation, which is then printed too. */
  functionOf(word: string): string {
    const name = this.names.get(word);
    if (name === undefined) throw new Error(`there is no activation ${word}`);
    this.called.add(word);
    return name;
  }

  /** The activation of a layer's result, under the layer's name. */
  after(word: string, settings?: Doc): Doc {
    return this.callOf(word, 'y', `\`\${name}/${activationName(word)}\``, settings);
  }

  /** The call of the function of an activation, which takes settings if some call gives it some. */
  callOf(word: string, x: string, name: string, settings?: Doc): Doc {
    if (settings !== undefined) this.set.add(word);
    return call(this.functionOf(word), [x, name, ...(settings === undefined ? [] : [settings])]);
  }

  /** The functions that are called. */
  print(): readonly Part[] {
    return [...this.called].map((word) => this.printFunction(word));
  }

  private printFunction(word: string): Part {
    const { language } = this.printing;
    const settings = this.set.has(word) ? settingsOf(word) : [];
    const { code, needs, op } = activationMaker(activationFrom(word).word, settings.length > 0);
    if (needs) this.printing.need(needs);
    if (op) this.printing.printed.add(op);
    const type = `{ ${settings.map(([key, standard]) => `${key}?: ${typeof standard}`).join('; ')} }`;
    const pattern = settings.map(([key, standard]) => `${key} = ${standard}`);
    const parameters: readonly Doc[] = [
      language.typed('x', tensorType),
      language.typed('name', 'string'),
      ...(settings.length > 0 ? [flatText(language.optionsParameter(pattern, type, true))] : []),
    ];
    const tags: readonly Tag[] = [
      ['param', tensorType, 'x'],
      ['param', 'string', 'name'],
      ...(settings.length > 0 ? [['param', type, '[settings]'] as const] : []),
    ];
    const head = `const ${this.functionOf(word)} = `;
    const [taken, result] = [`(${parameters.join(', ')})`, apply(code, 'x')];
    const isLong = indentation - 2 + `${head}${taken} =>`.length > width;
    const value = isLong ? [list('(', parameters, ')'), ' => ', result] : arrow(taken, result);
    return { lines: [...language.docOf([], tags), ...toLines(value, indentation - 2, head, ';')] };
  }
}

/** The settings of an activation as its function takes them, with their defaults. */
const settingsOf = (word: string): readonly (readonly [key: string, standard: unknown])[] =>
  Object.entries(settingsByWord(activationType)[word] ?? {}).map(([key, { default: standard }]) => [
    camelCase(key),
    standard,
  ]);

/** A layer applied to a tensor. */
export const apply = (layer: Doc, x: string): Doc => call('apply', [layer, x]);
