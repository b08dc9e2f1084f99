/** What all printing of a module shares: the language, and what the module has to declare because something needs it. */
import type { Model } from '../../../graph/graph.js';
import type { LayerForm } from '../../../lower/layer-forms.js';
import type { Module } from '../../../lower/module.js';
import { layerFormsOf } from '../../../lower/ranks.js';
import type { Op } from '../../../ops/op.js';
import { defaultOutput, isNumbered } from '../../../ops/outputs.js';
import type { Language } from '../../code/language.js';
import { runtime } from '../runtime.js';
import { type RuntimeName, runtimeNames } from '../runtime-names.js';
import type { Expressions } from './expressions.js';
import { Statements } from './statements.js';

/** A declaration, line by line. */
export interface Part {
  readonly lines: readonly string[];
}

export class Printing {
  readonly statements: Statements;
  /** The types of options that are declared. */
  readonly types: Part[] = [];
  /** The ops of layers that TensorFlow.js does not have, and that are printed as classes. */
  readonly printed = new Set<Op>();
  private readonly needed = new Set<RuntimeName>();
  private known?: ReadonlyMap<Op, readonly LayerForm[]>;

  constructor(
    readonly module: Module,
    readonly model: Model,
    readonly language: Language,
  ) {
    this.statements = new Statements(language);
  }

  /** The forms that layers can have in some variant. */
  get forms(): ReadonlyMap<Op, readonly LayerForm[]> {
    this.known ??= layerFormsOf(this.module);
    return this.known;
  }

  /** The outputs that layers of an op give: the first alone, unless some function gives more. */
  outputsOf({ name, outputs }: Op): readonly string[] {
    const { factory, used } = this.module;
    const functions = [factory, ...used].flatMap(({ parts }) => parts.ops);
    const givesMore = functions.some(({ op, outputs: given }) => op.name === name && given !== undefined);
    return givesMore && !isNumbered(outputs) ? outputs : [defaultOutput({ outputs })];
  }

  get expressions(): Expressions {
    return this.statements.expressions;
  }

  /** Puts a module of runtime/ into the code, with those that it uses. */
  need(name: RuntimeName): void {
    if (this.needed.has(name)) return;
    this.needed.add(name);
    for (const other of runtime(name).uses) this.need(other);
  }

  /** The modules that are needed, of those that are asked for. */
  runtime(isAskedFor: (name: RuntimeName) => boolean): readonly Part[] {
    return runtimeNames
      .filter((name) => this.needed.has(name) && isAskedFor(name))
      .map((name) => {
        const { typescript, javascript } = runtime(name);
        return { lines: (this.language.javascript ? javascript : typescript).split('\n') };
      });
  }
}
