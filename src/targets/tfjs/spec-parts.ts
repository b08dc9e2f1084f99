/** What the function of a spec holds before its own statements. */
import type { Default } from '../../spec/spec.js';
import { BlockFunctions } from './blocks.js';
import { type Callable, Calls } from './body/calls.js';
import type { Context, Part } from './context.js';
import { writeDefinitions } from './definitions.js';
import { OpFunctions } from './ops/op-functions.js';
import type { Program } from './program.js';

/** The functions of the specs that a program uses, by what its uses call them. */
export interface UsedFunctions {
  functionsOf(program: Program): ReadonlyMap<string, Callable>;
}

export class SpecParts {
  /** The functions of defaults that are applied to what layers say. */
  readonly transforms = new Map<Default, string>();
  /** What the statements call. */
  readonly calls: Calls;
  private readonly definitions: readonly Part[];
  private readonly ops: OpFunctions;
  private readonly blocks: readonly Part[];

  constructor(context: Context, used: UsedFunctions) {
    const { program, identifiers, variables } = context;
    const { transforms } = this;
    this.definitions = writeDefinitions(
      { owner: program.spec, identifiers, variables, transforms, indentation: 2 },
      context,
    );
    this.ops = new OpFunctions(context);
    const blocks = new BlockFunctions(context);
    this.calls = new Calls(this.ops, new Map([...used.functionsOf(program), ...blocks.byName]));
    this.blocks = blocks.write(this.calls, transforms);
  }

  /** Formulas and defaults, the functions of ops, those of blocks. Of activations there are those that are called by now. */
  write(): readonly Part[] {
    return [...this.definitions, ...this.ops.write(), ...this.blocks];
  }
}
