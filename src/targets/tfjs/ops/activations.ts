/** The functions of activations, one for each that is called: `relu(x, name)`. */
import { activationName, activations } from '../../../ops/op.js';
import { arrow, call, type Doc, toLines } from '../../code/layout.js';
import { camelCase } from '../../code/lexical.js';
import type { Context, Part } from '../context.js';
import { tensorType } from '../types.js';
import { activationMaker } from './layers.js';

/** The functions of ops stand in the factory, and what is in them two columns further in. */
export const indentation = 4;

export class ActivationFunctions {
  /** What they are called, by word. */
  private readonly names: ReadonlyMap<string, string>;
  private readonly called = new Set<string>();

  constructor(private readonly context: Context) {
    this.names = new Map(activations.map((word) => [word, context.identifiers.take(camelCase(word))]));
  }

  /** The function of an activation, which is then written too. */
  functionOf(word: string): string {
    this.called.add(word);
    return this.names.get(word) as string;
  }

  /** The activation of a layer's result, under the layer's name. */
  after(word: string): Doc {
    return call(this.functionOf(word), ['y', `\`\${name}/${activationName(word)}\``]);
  }

  /** The functions that are called. */
  write(): readonly Part[] {
    return [...this.called].map((word) => this.writeFunction(word));
  }

  private writeFunction(word: string): Part {
    const { language, declarations } = this.context;
    const { code, custom } = activationMaker(word, 'name');
    if (custom) declarations.customLayers.add(custom);
    const head = `(${language.typed('x', tensorType)}, ${language.typed('name', 'string')})`;
    const tags = [['param', tensorType, 'x'] as const, ['param', 'string', 'name'] as const];
    const value = arrow(head, apply(code, 'x'));
    return {
      lines: [
        ...language.docOf([], tags),
        ...toLines(value, indentation - 2, `const ${this.functionOf(word)} = `, ';'),
      ],
    };
  }
}

/** A layer applied to a tensor. */
export const apply = (layer: Doc, x: string): Doc => call('apply', [layer, x]);
