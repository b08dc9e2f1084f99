/** What the function of a spec holds before its own statements. */
import type { Unit } from '../core/core.js';
import type { Default } from '../spec/spec.js';
import { BlockFunctions } from './blocks.js';
import { type Callable, Calls } from './body/calls.js';
import type { Context } from './context.js';
import { lowerDefinitions, type TransformFunction } from './definitions.js';
import type { Definition, Parts, TensorFunction } from './module.js';
import { OpFunctions } from './op-functions.js';
import type { Program } from './program.js';

/** The functions of the specs that a program uses, by unit. */
export interface UsedFunctions {
  functionsOf(program: Program): ReadonlyMap<Unit, Callable>;
}

export class SpecParts {
  /** The functions of defaults that are applied to what layers say. */
  readonly transforms = new Map<Default, TransformFunction>();
  /** What the statements call. */
  readonly calls: Calls;
  private readonly definitions: readonly Definition[];
  private readonly ops: OpFunctions;
  private readonly blocks: readonly TensorFunction[];

  constructor(context: Context, used: UsedFunctions) {
    const { program, identifiers } = context;
    const { transforms } = this;
    this.definitions = lowerDefinitions({ unit: program.network, identifiers, transforms }, context);
    this.ops = new OpFunctions(context);
    const blocks = new BlockFunctions(context);
    this.calls = new Calls(this.ops, new Map([...used.functionsOf(program), ...blocks.byUnit]));
    this.blocks = blocks.lower(this.calls, transforms);
  }

  /** The parts, with the activations that are called by now. */
  lowered(): Parts {
    const { definitions, ops, blocks } = this;
    const { activations, activationLayers, functions } = ops;
    return { definitions, activations, activationLayers: [...activationLayers], ops: functions, blocks };
  }
}
