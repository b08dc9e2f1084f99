/** What all printing of a module shares: the language, and what the module has to declare because something needs it. */

import type { Model } from '../../../graph/graph.js';
import type { Module } from '../../../lower/module.js';
import type { Language } from '../../code/language.js';
import type { CustomLayer } from '../ops/layers.js';
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
  readonly customLayers = new Set<CustomLayer>();
  /** Whether something asks for the number of elements of a tensor. */
  usesSizeOf = false;
  /** Whether some convolution may leave gaps between its windows. */
  crops = false;
  readonly argumentTypes = new Set<'initializer' | 'regularizer'>();

  constructor(
    readonly module: Module,
    readonly model: Model,
    readonly language: Language,
  ) {
    this.statements = new Statements(language);
  }

  get expressions(): Expressions {
    return this.statements.expressions;
  }
}
