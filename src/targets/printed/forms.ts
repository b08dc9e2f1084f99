/**
 * The forms of a printed layer: the ranks of its inputs, and the settings that decide which code it is. Code that is the
 * same in several forms is written once, and conditions only where forms differ.
 */
import { symbol } from '../../expressions/shape.js';
import type { LayerForm } from '../../lower/layer-forms.js';
import { applyOp } from '../../ops/apply.js';
import type { AttributeValues } from '../../ops/attributes.js';
import { RuleFault } from '../../ops/fault.js';
import type { Op } from '../../ops/op.js';
import { type Port, portsOf, typesTaken } from '../../ops/ports.js';
import { groupBy } from '../../text/group-by.js';
import { filledRanks, type Taking, takingOf } from './taking.js';
import { Undecided } from './undecided.js';

export interface Form {
  /**
   * By port; undefined of an optional port that is given nothing. Inputs of one port have the same. A port that takes the
   * input of another has that input's if it is given something in some form.
   */
  readonly ranks: readonly (number | undefined)[];
  /** The values of attributes that are the same in all layers, and of those that decide which code it is. */
  readonly values: AttributeValues;
}

/** Something by which forms differ, and the condition under which it has a value. */
interface Difference {
  readonly of: (form: Form) => unknown;
  readonly condition: (value: unknown) => string;
}

/** How code speaks of the input of a port: whether it is there, and how many axes it has with the batch. */
export interface PortCode {
  readonly input: string;
  readonly rank: string;
}

/** Lays out lines for a depth: the columns that conditions around them take. A line is text, or a statement. */
export type WriteLines<L = string> = (depth: number) => readonly L[];

/** Lines, and the condition under which they run; none of those that are left. */
export interface FormBranch<L> {
  readonly condition?: string;
  readonly write: WriteLines<L>;
}

/** How a language writes conditions. */
export interface BranchSyntax<L> {
  /** The same for lines that are the same. */
  textOf(line: L): string;
  /** Whether a statement begins with a line: one over several lines is shared as a whole. */
  startsStatement(line: L): boolean;
  /** Whether an input is there. */
  given(input: string, isGiven: boolean): string;
  equal(code: string, value: number): string;
  /** Whether an attribute has a value. */
  has(key: string, value: unknown): string;
  readonly or: string;
  /** The branches at a depth; if `end` is `return`, the lines of each end with one. */
  write(branches: readonly FormBranch<L>[], end: 'return' | 'else', depth: number): readonly L[];
}

/** The forms of an op's layers, and by what they differ. */
export class Forms {
  /** The attributes that decide on the code. */
  private readonly deciding = new Set<string>();
  private readonly layers: readonly Form[];
  readonly taking: Taking;

  /** `found` are the forms that layers can have in some variant of the network. */
  constructor(
    readonly op: Op,
    found: readonly LayerForm[],
    /** The outputs that layers give. */
    readonly outputs: readonly string[],
  ) {
    const ports = Object.keys(op.inputs);
    const layers = found.map(({ ranks, attributes }): Form => {
      const values = withoutMargins(op, attributes);
      const taken = portsOf(op.inputs, ranks.length, values);
      return { ranks: ports.map((port) => ranks[taken.indexOf(port)]), values };
    });
    this.taking = takingOf(op, layers);
    this.layers =
      found.length > 0
        ? layers.map(({ ranks, values }) => ({ ranks: filledRanks(op, ranks, this.taking), values }))
        : allForms(op);
  }

  /** Whether an attribute decides on the code, so that each form has one value of it. */
  decidesOn(key: string): boolean {
    return this.deciding.has(key);
  }

  /** Writes each form; there is one for each value of an attribute that turns out to decide on the code. */
  map<T>(write: (form: Form) => T): readonly (readonly [Form, T])[] {
    try {
      return this.all().map((form) => [form, write(form)]);
    } catch (error) {
      if (!(error instanceof Undecided) || this.decidesOn(error.key)) throw error;
      this.deciding.add(error.key);
      return this.map(write);
    }
  }

  private all(): readonly Form[] {
    const keys = Object.keys(this.op.attributes).filter(
      (key) => this.decidesOn(key) || this.isSame(key) || isOfPorts(this.op, key),
    );
    const forms = this.layers.map(({ ranks, values }): Form => {
      return { ranks, values: Object.fromEntries(keys.map((key) => [key, values[key]])) };
    });
    const sorted = forms.toSorted((a, b) => Number(a.ranks[0]) - Number(b.ranks[0]));
    return [...new Map(sorted.map((form) => [JSON.stringify(form), form])).values()];
  }

  private isSame(key: string): boolean {
    return new Set(this.layers.map(({ values }) => JSON.stringify(values[key]))).size === 1;
  }

  /**
   * Lines that differ by form, with the conditions that tell the forms apart, and the settings that these mention. If
   * `end` is `return`, the lines of each form end with one.
   */
  choose<L>(
    forms: readonly (readonly [Form, WriteLines<L>])[],
    portCode: (port: number) => PortCode,
    syntax: BranchSyntax<L>,
    end: 'return' | 'else' = 'return',
  ): { readonly lines: readonly L[]; readonly settings: readonly string[] } {
    const ofPorts = Object.values(this.op.inputs).map(({ optional }, index): Difference => {
      const { input, rank: code } = portCode(index);
      const ranks = new Set(this.layers.map((form) => form.ranks[index]).filter((rank) => rank !== undefined));
      return {
        of: (form) => form.ranks[index],
        condition(rank) {
          if (rank === undefined) return syntax.given(input, false);
          return optional && ranks.size === 1 ? syntax.given(input, true) : syntax.equal(code, Number(rank) + 1);
        },
      };
    });
    const used = new Set<string>();
    const ofSettings = [...this.deciding].map(
      (key): Difference => ({
        of: ({ values }) => values[key],
        condition(value) {
          used.add(key);
          return syntax.has(key, value);
        },
      }),
    );
    return { lines: decide(forms, [...ofPorts, ...ofSettings], syntax, end, 0), settings: [...used] };
  }
}

/** A convolution with padding in numbers gets a padded input, and has no padding itself. */
const withoutMargins = ({ padsInput }: Op, values: AttributeValues): AttributeValues =>
  padsInput && Array.isArray(values.padding) ? { ...values, padding: 'valid' } : values;

/** Whether an attribute says which port the last input is for. */
export const isOfPorts = ({ inputs }: Op, key: string): boolean =>
  Object.values(inputs).some(({ lastIf }) => lastIf === key);

/** Chooses between forms: what they begin with alike comes first, then a condition for all but the most frequent. */
function decide<L>(
  forms: readonly (readonly [Form, WriteLines<L>])[],
  differences: readonly Difference[],
  syntax: BranchSyntax<L>,
  end: 'return' | 'else',
  depth: number,
): readonly L[] {
  const [first = [], ...others] = forms.map(([, write]) => write(depth));
  const textAt = (lines: readonly L[], index: number) =>
    lines
      .slice(index, index + 1)
      .map(syntax.textOf)
      .join();
  const other = first.findIndex((line, index) => others.some((lines) => textAt(lines, index) !== syntax.textOf(line)));
  if (other < 0) return first;
  // A statement over several lines is shared as a whole.
  const shared = first.slice(
    0,
    first.findLastIndex((line, index) => index <= other && syntax.startsStatement(line)),
  );
  const count = shared.filter(syntax.startsStatement).length;
  const rest = forms.map(
    ([form, write]) => [form, (at: number) => withoutStatements(write(at), count, syntax)] as const,
  );
  return [...shared, ...branch(rest, differences, syntax, end, depth)];
}

/** Lines without the first statements. */
function withoutStatements<L>(lines: readonly L[], count: number, syntax: BranchSyntax<L>): readonly L[] {
  const starts = lines.flatMap((line, index) => (syntax.startsStatement(line) ? [index] : []));
  return lines.slice(starts[count] ?? lines.length);
}

function branch<L>(
  forms: readonly (readonly [Form, WriteLines<L>])[],
  [difference, ...others]: readonly Difference[],
  syntax: BranchSyntax<L>,
  end: 'return' | 'else',
  depth: number,
): readonly L[] {
  if (!difference) return forms[0]?.[1](depth) ?? [];
  const groups = new Map<string, { readonly write: WriteLines<L>; readonly values: unknown[] }>();
  const keyOf = ([form]: readonly [Form, unknown]) => JSON.stringify(difference.of(form));
  for (const ofValue of groupBy(forms, keyOf).values()) {
    const write = (at: number) => decide(ofValue, others, syntax, end, at);
    const [[form] = []] = ofValue;
    const value = form && difference.of(form);
    const key = write(depth).map(syntax.textOf).join('\n');
    const known = groups.get(key);
    if (known) known.values.push(value);
    else groups.set(key, { write, values: [value] });
  }
  const sorted = [...groups.values()].sort((a, b) => a.values.length - b.values.length);
  const branches = sorted.map(({ write, values }, index): FormBranch<L> => {
    if (index === sorted.length - 1) return { write };
    return { condition: values.map(difference.condition).join(syntax.or), write };
  });
  return syntax.write(branches, end, depth);
}

/**
 * Every combination of the ranks that ports take, with the defaults of attributes: of activations that follow other
 * layers, which are no layers of the module.
 */
function allForms(op: Op): readonly Form[] {
  const { inputs, attributes } = op;
  const values = Object.fromEntries(
    Object.entries(attributes).map(([key, { default: standard, derived }]) => [
      key,
      derived && 'lastIs' in derived ? false : standard,
    ]),
  );
  const combinations = Object.values(inputs).reduce<readonly Form['ranks'][]>(
    (all, port) => all.flatMap((known) => ranksOf(port).map((rank) => [...known, rank])),
    [[]],
  );
  const fits = (ranks: Form['ranks']): boolean => {
    const shapes = ranks.flatMap((rank) => (rank === undefined ? [] : [Array(rank).fill(symbol('size'))]));
    return !(applyOp(op, typesTaken(inputs, shapes, values), values) instanceof RuleFault);
  };
  return combinations.filter((ranks) => ranks.length === 1 || fits(ranks)).map((ranks) => ({ ranks, values }));
}

/** The ranks that a port takes; up to that of a volume if it takes any. */
function ranksOf({ rank = [1, 4], optional }: Port): readonly (number | undefined)[] {
  if (optional) return [undefined];
  const [least, most] = typeof rank === 'number' ? [rank, rank] : rank;
  return Array.from({ length: most - least + 1 }, (_, index) => least + index);
}
