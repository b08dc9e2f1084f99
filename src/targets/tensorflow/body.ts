/** Writes expressions as the statements of a function. */

import type { Language } from '../code/language.js';
import { array, call, type Doc, flatText, object, orElse, toLines } from '../code/layout.js';
import type { UniqueIdentifiers } from '../code/lexical.js';
import { invariantsOf } from './loops.js';
import { amountCode, type Loop, type LoopState, type TensorExpression } from './tensor-expression.js';

/** The body of a function: constants for expressions that are used more than once, and the result: an array of several. */
export interface FunctionBody {
  readonly constants: readonly string[];
  readonly result: Doc;
}

/** Writes the body that computes a tensor, or an array of several; `indentation` is that of its lines. */
export function writeBody(
  results: readonly TensorExpression[],
  identifiers: UniqueIdentifiers,
  language: Language,
  indentation: number,
): FunctionBody {
  const list = wholeList(results);
  const returned = list ? [list] : results;
  const writer = new BodyWriter(identifiers, language, indentation, countUses(returned), returned);
  const codes = returned.map(writer.codeOf);
  return { constants: writer.lines, result: codes.length === 1 ? (codes[0] ?? '') : array(codes) };
}

/** The list of tensors that results are, item by item. */
function wholeList(results: readonly TensorExpression[]): TensorExpression | undefined {
  const [list] = results[0]?.inputs ?? [];
  const isWhole =
    list?.items === results.length && results.every((one, index) => one.inputs[0] === list && one.item === index);
  return isWhole ? list : undefined;
}

/** How often each expression is used; twice for one that needs a name. */
function countUses(results: readonly TensorExpression[]): ReadonlyMap<TensorExpression, number> {
  const uses = new Map<TensorExpression, number>();
  const loops = new Set<Loop>();
  const count = (x: TensorExpression, times: number): void => {
    const known = uses.get(x) ?? 0;
    uses.set(x, known + times);
    if (known > 0) return;
    for (const input of x.inputs) count(input, 1);
    for (const one of x.named) count(one, 2);
    const loop = x.result?.of;
    if (!loop || loops.has(loop)) return;
    loops.add(loop);
    count(loop.over, 2);
    for (const { initial, next } of loop.states) for (const one of [initial, next]) if (one) count(one, 1);
  };
  for (const result of results) count(result, 1);
  return uses;
}

/** Writes expressions, and before them the lines that they need. */
class BodyWriter {
  readonly lines: string[] = [];
  private readonly ofProperties = new Map<TensorExpression, ReadonlyMap<string, string>>();
  private readonly ofLists = new Map<TensorExpression, readonly string[]>();
  private readonly ofLoops = new Map<Loop, LoopVariables>();

  constructor(
    private readonly identifiers: UniqueIdentifiers,
    private readonly language: Language,
    private readonly indentation: number,
    private readonly uses: ReadonlyMap<TensorExpression, number>,
    /** What gets no variable, since it is returned. */
    private readonly results: readonly TensorExpression[],
    private readonly names = new Map<TensorExpression, string>(),
  ) {}

  readonly codeOf = (x: TensorExpression): Doc => {
    const name = this.names.get(x);
    if (name !== undefined) return name;
    const [whole] = x.inputs;
    if (x.property !== undefined && whole) return this.propertyOf(whole, x.property);
    if (x.item !== undefined && whole) return this.itemOf(whole, x.item);
    if (x.result?.state) return this.resultOf(x.result);
    const code = x.result ? this.resultOf(x.result) : x.write(x.inputs.map(this.codeOf), x.named.map(this.nameOf));
    const isUsedOnce = (this.uses.get(x) ?? 0) < 2 && (!x.isStep || this.results.includes(x));
    return x.isSimple || isUsedOnce ? code : this.variableFor(x, code);
  };

  private readonly nameOf = (x: TensorExpression): string => flatText(this.codeOf(x));

  private variableFor(x: TensorExpression, code: Doc): string {
    const taken = this.identifiers.take(x.hint);
    this.write(code, `const ${taken} = `);
    this.names.set(x, taken);
    return taken;
  }

  private write(code: Doc, head: string, tail = ';'): void {
    this.lines.push(...toLines(code, this.indentation, head, tail));
  }

  private propertyOf(x: TensorExpression, property: string): string {
    const known = this.ofProperties.get(x);
    if (known) return known.get(property) ?? property;
    const code = x.write(x.inputs.map(this.codeOf), x.named.map(this.nameOf));
    const taken = new Map((x.properties ?? []).map((key) => [key, this.identifiers.take(key)]));
    const pattern = [...taken].map(([key, name]) => (key === name ? key : `${key}: ${name}`)).join(', ');
    this.write(code, `const { ${pattern} } = `);
    this.ofProperties.set(x, taken);
    return taken.get(property) ?? property;
  }

  private itemOf(list: TensorExpression, item: number): string {
    const known = this.ofLists.get(list);
    if (known) return known[item] ?? '';
    const code = list.write(list.inputs.map(this.codeOf), list.named.map(this.nameOf));
    const taken = Array.from({ length: list.items ?? 0 }, () => this.identifiers.take(list.hint));
    // The compiler does not know how many there are.
    const tuple = array(taken.map(() => 'tf.Tensor'));
    this.write(this.language.castWhole(code, tuple), `const [${taken.join(', ')}] = `);
    this.ofLists.set(list, taken);
    return taken[item] ?? '';
  }

  // ---------------------------------------------------------------- loops

  private resultOf({ of, state }: NonNullable<TensorExpression['result']>): Doc {
    const { states, sequence } = this.ofLoops.get(of) ?? this.writeLoop(of);
    if (state) return states.get(state) ?? '';
    return call('tf.stack', [of.isReversed ? `${sequence}.reverse()` : sequence, '1']);
  }

  private writeLoop(loop: Loop): LoopVariables {
    const over = this.nameOf(loop.over);
    for (const x of invariantsOf(loop)) {
      const code = this.codeOf(x);
      if (!this.names.has(x)) this.variableFor(x, code);
    }
    const states = new Map<LoopState, string>();
    for (const state of loop.states) {
      const name = this.identifiers.take(state.variable.hint);
      const middle = loop.over.rank > 2 ? [`...${over}.shape.slice(2, -1)`] : [];
      const zeros = call('tf.zeros', [array([`...${over}.shape.slice(0, 1)`, ...middle, amountCode(loop.size)])]);
      const { initial } = state;
      const code = initial && this.codeOf(initial);
      if (code !== undefined && initial?.isOptional)
        this.write(orElse(initial.isSimple ? code : ['(', code, ')'], zeros), `let ${name} =`);
      else this.write(code ?? zeros, `let ${name} = `);
      states.set(state, name);
    }
    const sequence = this.identifiers.take('states');
    const [first = ''] = states.values();
    const isListed = [...this.uses.keys()].some(({ result }) => result?.of === loop && !result.state);
    if (isListed) this.lines.push(`const ${sequence} = [];`);
    const now = this.identifiers.take(loop.now.hint);
    this.lines.push(
      `for (const ${now} of tf.unstack(${over}, 1)${loop.isReversed ? '.reverse()' : ''}) {`,
      ...this.stepLines(loop, now, states).map((line) => `  ${line}`),
      ...(isListed ? [`  ${sequence}.push(${first});`] : []),
      '}',
    );
    const variables = { states, sequence };
    this.ofLoops.set(loop, variables);
    return variables;
  }

  /** The statement that gives all states their next values, and frees what is between. */
  private stepLines(loop: Loop, now: string, states: ReadonlyMap<LoopState, string>): readonly string[] {
    const known = new Map(this.names).set(loop.now, now);
    for (const [{ variable }, name] of states) known.set(variable, name);
    const results = loop.states.map(({ next }) => next);
    const inner = new BodyWriter(this.identifiers, this.language, this.indentation + 4, this.uses, results, known);
    // The last state first: others are made of it.
    const codes = [...states].toReversed().map(([{ next }, name]) => [name, inner.codeOf(next)] as const);
    const [[only, onlyCode] = ['', ''], ...others] = codes;
    const pattern = others.length === 0 ? only : `({ ${[...states.values()].join(', ')} }`;
    const value = others.length === 0 ? onlyCode : object(codes.toReversed());
    const end = others.length === 0 ? '' : ')';
    if (inner.lines.length === 0)
      return toLines(call('tf.tidy', [['() => ', value]]), this.indentation + 2, `${pattern} = `, `${end};`);
    return [
      `${pattern} = tf.tidy(() => {`,
      ...[...inner.lines, ...toLines(value, this.indentation + 4, 'return ', ';')].map((line) => `  ${line}`),
      `})${end};`,
    ];
  }
}

/** The variables of a loop's results. */
interface LoopVariables {
  readonly states: ReadonlyMap<LoopState, string>;
  readonly sequence: string;
}
