/** What all printing of a module shares. */

import type { Module } from '../../lower/module.js';
import type { Op } from '../../ops/op.js';
import type { Doc } from '../code/layout.js';
import { callsIn } from './mentions.js';
import { separator } from './naming.js';
import { Numbers } from './numbers.js';
import { pyCall } from './python.js';

export class PythonPrinting {
  readonly numbers: Numbers;
  private readonly sharing: ReadonlySet<Op>;

  constructor(readonly module: Module) {
    this.numbers = new Numbers(module);
    const calls = [...callsIn(module)];
    this.sharing = new Set(calls.flatMap((call) => (call.kind === 'layer' && call.weights ? [call.op] : [])));
  }

  /** Whether any layers share weights. */
  get sharesAny(): boolean {
    return this.sharing.size > 0;
  }

  /**
   * Whether layers of an op share weights. Its function then takes the key of the weights as `weights`, a string or
   * None; `shared` is a dictionary with the layers by key.
   */
  shares(op: Op): boolean {
    return this.sharing.has(op);
  }

  /** A layer of an op, or the earlier one with the same key; batch norm is a `companion` of the layer. */
  layer(op: Op, layer: Doc, companion?: string): Doc {
    if (!this.shares(op)) return layer;
    const key = companion === undefined ? 'weights' : `weights and f"{weights}${separator}${companion}"`;
    return pyCall('share', [key, layer]);
  }
}
