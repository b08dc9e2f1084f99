/** What all printing of a module shares. */

import type { LayerForm } from '../../lower/layer-forms.js';
import type { Module } from '../../lower/module.js';
import { layerFormsOf } from '../../lower/ranks.js';
import type { Op } from '../../ops/op.js';
import type { Doc } from '../code/layout.js';
import { callsIn } from './mentions.js';
import { moduleName, separator } from './naming.js';
import { Numbers } from './numbers.js';
import { isReadyMade, weightNames } from './ops/layers.js';
import { isRead } from './ops/reading.js';
import { type LayerClass, layerClass } from './printed/layer-class.js';
import { Purposes } from './purposes.js';
import { type PythonStatement, pyCall } from './python.js';
import { bidirectional, wholeClass } from './runtime.js';
import { withoutUnread } from './unread.js';

export class PythonPrinting {
  /** The registered layers that the module has, by name. */
  readonly classes = new Map<string, PythonStatement>();
  readonly numbers: Numbers;
  readonly purposes: Purposes;
  readonly module: Module;
  /** The package under which classes and functions are registered with Keras. */
  readonly registry: string;
  /** The forms that layers can have in some variant. */
  readonly forms: ReadonlyMap<Op, readonly LayerForm[]>;
  private readonly sharing: ReadonlySet<Op>;
  private readonly printed = new Map<Op, LayerClass>();

  constructor(whole: Module) {
    this.forms = layerFormsOf(whole);
    this.registry = moduleName(whole.spec);
    this.module = withoutUnread(whole, (of, key) =>
      isRead(of, key, this.forms.get(of.op) ?? [], this.layerClass(of.op)),
    );
    this.numbers = new Numbers(this.module);
    this.purposes = new Purposes(this.module);
    const calls = [...callsIn(this.module)];
    this.sharing = new Set(calls.flatMap((call) => (call.kind === 'layer' && call.weights ? [call.op] : [])));
  }

  /** The class of an op's layers, if Keras has none that is right. */
  layerClass(op: Op): LayerClass | undefined {
    const forms = this.forms.get(op) ?? [];
    if (op.ties || op.name === 'activation' || isReadyMade(op, forms)) return undefined;
    const known = this.printed.get(op) ?? wholeClass(op, this.registry) ?? layerClass(op, forms, this.registry);
    this.printed.set(op, known);
    return known;
  }

  /** The class of recurrent layers in both directions that take or give states. */
  bidirectional(): string {
    const name = 'Bidirectional';
    this.classes.set(name, bidirectional(this.registry));
    return name;
  }

  /** The report's names of weights by the layer's class and the path below the layer, if Keras has others. */
  get weightNames(): ReadonlyMap<string, string> {
    return new Map(
      [...this.forms].flatMap(([op, forms]) => (wholeClass(op, this.registry) ? [] : weightNames(op, forms))),
    );
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
