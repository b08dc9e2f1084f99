/** Writes expressions as the statements of a method. */
import { flatText } from '../../code/layout.js';
import type { UniqueIdentifiers } from '../../code/lexical.js';
import { collection, type Python, type PythonStatement, simple } from '../python.js';
import { atom, type KerasTensor, type PythonCode, plain } from './tensor-code.js';

/** The statements that compute tensors, and return them. */
export function methodBody(results: readonly KerasTensor[], identifiers: UniqueIdentifiers): Python {
  const list = wholeList(results);
  const returned = list ? [list] : results;
  const writer = new StatementWriter(identifiers, countUses(returned), returned);
  const codes = returned.map((x) => plain(writer.codeOf(x)));
  return [
    ...writer.statements,
    simple(['return ', codes.length === 1 ? (codes[0] ?? '') : collection('[', codes, ']')]),
  ];
}

/** The list of tensors that results are, item by item. */
function wholeList(results: readonly KerasTensor[]): KerasTensor | undefined {
  const [list] = results[0]?.operands ?? [];
  const isWhole =
    list?.items === results.length && results.every((one, index) => one.operands[0] === list && one.item === index);
  return isWhole ? list : undefined;
}

/** How often each expression is used. */
function countUses(results: readonly KerasTensor[]): ReadonlyMap<KerasTensor, number> {
  const uses = new Map<KerasTensor, number>();
  const count = (x: KerasTensor): void => {
    const known = uses.get(x) ?? 0;
    uses.set(x, known + 1);
    if (known === 0 || x.isSimple) for (const operand of x.operands) count(operand);
  };
  for (const result of results) count(result);
  return uses;
}

/** The columns that operators with their operands, and one operand alone, may take. */
const mostInfix = 56;
const mostOperand = 24;

/** Writes expressions, and before them the lines that they need. */
class StatementWriter {
  readonly statements: PythonStatement[] = [];
  private readonly names = new Map<KerasTensor, string>();
  private readonly ofLists = new Map<KerasTensor, readonly string[]>();

  constructor(
    private readonly identifiers: UniqueIdentifiers,
    private readonly uses: ReadonlyMap<KerasTensor, number>,
    /** What gets no variable, since it is returned. */
    private readonly results: readonly KerasTensor[],
  ) {}

  codeOf(x: KerasTensor): PythonCode {
    const name = this.names.get(x);
    if (name !== undefined) return atom(name);
    const [whole] = x.operands;
    if (x.item !== undefined && whole) return atom(this.itemOf(whole, x.item));
    const code = this.write(x);
    const isUsedOnce = (this.uses.get(x) ?? 0) < 2 && (!x.isStep || this.results.includes(x));
    if (x.isSimple || isUsedOnce) return code;
    return this.variableFor(x, code);
  }

  private write(x: KerasTensor): PythonCode {
    const codes = x.operands.map((operand) => this.codeOf(operand));
    const code = x.write(codes);
    if (!x.isInfix || flatText(plain(code)).length <= mostInfix) return code;
    // Formatters differ in how they break operators over lines.
    return x.write(x.operands.map((operand, index) => this.shortened(operand, codes[index] ?? code)));
  }

  /** A variable for an operand that is long itself. */
  private shortened(x: KerasTensor, code: PythonCode): PythonCode {
    if (x.isSimple || flatText(plain(code)).length <= mostOperand) return code;
    return this.variableFor(x, code);
  }

  private variableFor(x: KerasTensor, code: PythonCode): PythonCode {
    const taken = this.identifiers.take(x.hint);
    this.statements.push(simple([`${taken} = `, plain(code)]));
    this.names.set(x, taken);
    return atom(taken);
  }

  private itemOf(list: KerasTensor, item: number): string {
    const known = this.ofLists.get(list);
    if (known) return known[item] ?? '';
    const code = this.write(list);
    const taken = Array.from({ length: list.items ?? 0 }, () => this.identifiers.take(list.hint));
    this.statements.push(simple([`${taken.join(', ')} = `, plain(code)]));
    this.ofLists.set(list, taken);
    return taken[item] ?? '';
  }
}
