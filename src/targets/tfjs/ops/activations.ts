/** The functions of activations, one for each that is called: `relu(x, name)`. */
import type { Parts } from '../../../lower/module.js';
import { activationName } from '../../../ops/companions.js';
import { arrow, call, type Doc, toLines } from '../../code/layout.js';
import type { Part, Printing } from '../print/printing.js';
import { tensorType } from '../print/types.js';
import { activationMaker } from './layers.js';

/** The functions of ops stand in the factory, and what is in them two columns further in. */
export const indentation = 4;

export class ActivationFunctions {
  /** What they are called, by word. */
  private readonly names: ReadonlyMap<string, string>;
  private readonly called: Set<string>;

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
  after(word: string): Doc {
    return call(this.functionOf(word), ['y', `\`\${name}/${activationName(word)}\``]);
  }

  /** The functions that are called. */
  print(): readonly Part[] {
    return [...this.called].map((word) => this.printFunction(word));
  }

  private printFunction(word: string): Part {
    const { language } = this.printing;
    const { code, needs } = activationMaker(word, 'name');
    if (needs) this.printing.need(needs);
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
