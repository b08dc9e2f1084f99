/**
 * The forms that layers can have in the variants of a network: every statement is followed with the ranks that its
 * variables can hold, with both outcomes of each condition, and each loop until nothing new is found.
 */
import type { Op } from '../ops/op.js';
import { defaultOutput, hasSeveralOutputs } from '../ops/outputs.js';
import type { DType } from '../ops/types.js';
import { mostDimensions } from '../spec/spec.js';
import { formsOf, idleForm, type LayerForm } from './layer-forms.js';
import type { Expr, LayerCall, Module, Parts, SpecFunction, Statement, TensorFunction } from './module.js';

/** The forms of a module's layers by op, each once. There is at least one of each op. */
export function layerFormsOf({ factory, used }: Module): ReadonlyMap<Op, readonly LayerForm[]> {
  const found: Found = new Map();
  const idle: Shared['idle'] = new Map();
  const analysis = new RankAnalysis(factory.parts, { used, found, idle, results: new Map() });
  const inputs = factory.inputs.map(({ local, shape, dtype }): [string, RankSet] => {
    return [local.name, { ranks: new Set([shape.length]), dtypes: new Set([dtype]) }];
  });
  analysis.follow(factory.body, new Map(inputs));
  return new Map(
    [...found].map(([op, forms]) => [op, forms.size > 0 ? [...forms.values()] : [...(idle.get(op) ?? [])]]),
  );
}

/** What a variable can hold: a tensor of one of the ranks and dtypes, or the outputs of a function by name. */
interface RankSet {
  readonly ranks: ReadonlySet<number>;
  readonly dtypes: ReadonlySet<DType>;
  readonly outputs?: ReadonlyMap<string, RankSet>;
}

type Variables = ReadonlyMap<string, RankSet>;
type Found = Map<Op, Map<string, LayerForm>>;

/** What the analyses of a module's specs share. */
interface Shared {
  readonly used: readonly SpecFunction[];
  readonly found: Found;
  /** A form for each op with a layer that fits its inputs in no variant. */
  readonly idle: Map<Op, readonly LayerForm[]>;
  /** What a function gives, by what it is given. */
  readonly results: Map<TensorFunction, Map<string, RankSet>>;
}

const none: RankSet = { ranks: new Set(), dtypes: new Set() };

class RankAnalysis {
  constructor(
    private readonly parts: Parts,
    private readonly shared: Shared,
  ) {}

  /** The variables after statements. */
  follow(statements: readonly Statement[], before: Variables): Variables {
    return statements.reduce((variables: Variables, statement) => this.after(statement, variables), before);
  }

  private after(statement: Statement, before: Variables): Variables {
    switch (statement.kind) {
      case 'set':
        return new Map(before).set(statement.local.name, this.ranksOf(statement.value, before));
      case 'if':
        return joined(before, this.follow(statement.body, before));
      case 'for': {
        // The sets only grow.
        const after = joined(before, this.follow(statement.body, before));
        return keyOf(after) === keyOf(before) ? after : this.after(statement, after);
      }
      case 'declare':
        return before;
      case 'list':
        return new Map(before).set(statement.name, none);
      case 'append': {
        const known = before.get(statement.list) ?? none;
        return new Map(before).set(statement.list, either(known, this.ranksOf(statement.value, before)));
      }
      case 'if-several':
        return joined(before, this.follow(statement.body, before));
    }
  }

  private ranksOf(value: Expr, variables: Variables): RankSet {
    switch (value.kind) {
      case 'variable':
        return variables.get(value.name) ?? none;
      case 'all':
        return variables.get(value.list) ?? none;
      case 'output':
        return variables.get(value.of)?.outputs?.get(value.name) ?? none;
      case 'or-else':
        return either(this.ranksOf(value.value, variables), this.ranksOf(value.otherwise, variables));
      case 'conditional':
        return either(this.ranksOf(value.whenTrue, variables), this.ranksOf(value.whenFalse, variables));
      case 'narrowed':
        return this.ranksOf(value.value, variables);
      case 'call':
        return this.ofCall(
          value.callee,
          value.arguments.map((argument) => this.ranksOf(argument, variables)),
        );
      case 'layer':
        return this.ofLayer(
          value,
          value.inputs.flatMap((input) => {
            const ranks = this.ranksOf(input, variables);
            return input.kind === 'all' ? [ranks, ranks] : [ranks];
          }),
        );
      default:
        return none;
    }
  }

  /** What the function of a block or of another spec gives. */
  private ofCall(callee: string, inputs: readonly RankSet[]): RankSet {
    const { used, results } = this.shared;
    const block = this.parts.blocks.find(({ name }) => name === callee);
    const spec = used.find(({ name }) => name === callee);
    const called = block ?? spec;
    if (!called) return none;
    const given = new Map(called.inputs.map((name, index) => [name, inputs[index] ?? none]));
    const known = results.get(called) ?? new Map<string, RankSet>();
    results.set(called, known);
    const inside = block || !spec ? this : new RankAnalysis(spec.parts, this.shared);
    const result = known.get(keyOf(given)) ?? inside.resultOf(called, given);
    known.set(keyOf(given), result);
    return result;
  }

  private resultOf({ body, result, outputs }: TensorFunction, given: Variables): RankSet {
    const variables = this.follow(body, given);
    const output = variables.get(result.name) ?? none;
    if (outputs.length === 0) return output;
    const named = outputs.map(([name, value]) => [name, this.ranksOf(value, variables)] as const);
    return { ...output, outputs: new Map([['output', output], ...named]) };
  }

  private ofLayer(call: LayerCall, inputs: readonly RankSet[]): RankSet {
    const { op } = call;
    const ofFunction = this.parts.ops.find(({ name }) => name === call.callee);
    const known = this.shared.found.get(op) ?? new Map<string, LayerForm>();
    this.shared.found.set(op, known);
    const found = new Map<string, { readonly ranks: Set<number>; readonly dtypes: Set<DType> }>();
    const forms = formsOf(call, ofFunction, inputs);
    if (forms.length === 0) this.shared.idle.set(op, [idleForm(call, ofFunction, inputs)]);
    for (const { form, outputs } of forms) {
      known.set(JSON.stringify(form), form);
      for (const [name, { shape, dtype }] of Object.entries(outputs)) {
        // A stack in a loop adds a dimension each time.
        if (shape.length > mostDimensions) continue;
        const output = found.get(name) ?? { ranks: new Set(), dtypes: new Set() };
        found.set(name, output);
        output.ranks.add(shape.length);
        for (const one of takesAny(op) ? (inputs[0]?.dtypes ?? []) : [dtype]) output.dtypes.add(one);
      }
    }
    const outputs = new Map<string, RankSet>(found);
    const first = outputs.get(defaultOutput(op)) ?? none;
    // Of two items with one name, the other may be a block of several outputs.
    return hasSeveralOutputs(op) || ofFunction?.outputs ? { ...first, outputs } : first;
  }
}

/** Whether an op moves values of any dtype. */
const takesAny = ({ inputs }: Op): boolean => (Object.values(inputs)[0]?.dtypes?.length ?? 1) > 1;

/** What holds after one of two ways. */
const joined = (a: Variables, b: Variables): Variables =>
  new Map([...a, ...[...b].map(([name, set]) => [name, either(a.get(name) ?? none, set)] as const)]);

function either(a: RankSet, b: RankSet): RankSet {
  const [ranks, dtypes] = [new Set([...a.ranks, ...b.ranks]), new Set([...a.dtypes, ...b.dtypes])];
  const outputs = a.outputs || b.outputs ? joined(a.outputs ?? new Map(), b.outputs ?? new Map()) : undefined;
  return { ranks, dtypes, ...(outputs ? { outputs } : {}) };
}

/** The same for variables that can hold the same. */
const keyOf = (variables: Variables): string =>
  [...variables]
    .map(
      ([name, { ranks, dtypes, outputs }]) =>
        `${name}:${[...ranks].sort()},${[...dtypes].sort()}${outputs ? `{${keyOf(outputs)}}` : ''}`,
    )
    .sort()
    .join(';');
