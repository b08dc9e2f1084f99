/** The functions and classes of a spec's ops. */
import type { Parts } from '../../lower/module.js';
import { ActivationPrinter } from './ops/activations.js';
import type { PythonDefinition } from './ops/definition.js';
import { printOpFunction } from './ops/op-functions.js';
import type { PythonPrinting } from './printing.js';
import { helper } from './runtime.js';

/** What the ops of a spec need. */
export interface PrintedOps {
  /** The functions of ops, and of the activations in them and in layers. */
  readonly functions: readonly PythonDefinition[];
  /** What is registered with Keras: layers that it lacks, what they call, and functions of activations. */
  readonly classes: readonly PythonDefinition[];
}

/** The functions of a spec's ops, and of the activations in them and in its layers. */
export function printOps(parts: Parts, printing: PythonPrinting): PrintedOps {
  const { registry } = printing;
  const activations = new ActivationPrinter(parts);
  const functions = parts.ops.map((of) => ({ name: of.name, code: printOpFunction(of, activations, printing) }));
  const printed = parts.ops.flatMap(({ op }) => {
    const one = printing.layerClass(op);
    return one ? [one] : [];
  });
  const helpers = new Set(printed.flatMap(({ helpers: called }) => [...called]));
  return {
    functions: [...activations.print(), ...functions],
    classes: [
      ...activations.registered(registry),
      ...printed.map(({ name, definition }) => ({ name, code: definition })),
      ...[...helpers].map((name) => ({ name, code: helper(name) })),
    ],
  };
}
