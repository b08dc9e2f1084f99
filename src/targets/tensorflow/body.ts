/** Writes expressions as the statements of a function. */
import { array, type Doc, flatText, toLines } from '../code/layout.js';
import type { UniqueIdentifiers } from '../code/lexical.js';
import type { TensorExpression } from './tensor-expression.js';

/** The body of a function: constants for expressions that are used more than once, and the result: an array of several. */
export interface FunctionBody {
  readonly constants: readonly string[];
  readonly result: Doc;
}

/** Writes the body that computes a tensor, or an array of several; `indentation` is that of its lines. */
export function writeBody(
  results: readonly TensorExpression[],
  identifiers: UniqueIdentifiers,
  indentation: number,
): FunctionBody {
  const list = wholeList(results);
  if (list) return writeBody([list], identifiers, indentation);
  const uses = new Map<TensorExpression, number>();
  const count = (x: TensorExpression, times: number): void => {
    const known = uses.get(x) ?? 0;
    uses.set(x, known + times);
    if (known > 0) return;
    for (const input of x.inputs) count(input, 1);
    for (const one of x.named) count(one, 2);
  };
  for (const result of results) count(result, 1);

  const lines: string[] = [];
  const names = new Map<TensorExpression, string>();
  const ofProperties = new Map<TensorExpression, ReadonlyMap<string, string>>();
  const codeOf = (x: TensorExpression): Doc => {
    const name = names.get(x);
    if (name !== undefined) return name;
    const [whole] = x.inputs;
    if (x.property !== undefined && whole) return propertyOf(whole, x.property);
    if (x.item !== undefined && whole) return itemOf(whole, x.item);
    const code = x.write(x.inputs.map(codeOf), x.named.map(nameOf));
    if (x.isSimple || ((uses.get(x) ?? 0) < 2 && (!x.isStep || results.includes(x)))) return code;
    const taken = identifiers.take(x.hint);
    lines.push(...toLines(code, indentation, `const ${taken} = `, ';'));
    names.set(x, taken);
    return taken;
  };
  const nameOf = (x: TensorExpression): string => flatText(codeOf(x));
  const propertyOf = (x: TensorExpression, property: string): string => {
    const known = ofProperties.get(x);
    if (known) return known.get(property) ?? property;
    const code = x.write(x.inputs.map(codeOf), x.named.map(nameOf));
    const taken = new Map((x.properties ?? []).map((key) => [key, identifiers.take(key)]));
    const pattern = [...taken].map(([key, name]) => (key === name ? key : `${key}: ${name}`)).join(', ');
    lines.push(...toLines(code, indentation, `const { ${pattern} } = `, ';'));
    ofProperties.set(x, taken);
    return taken.get(property) ?? property;
  };
  const ofLists = new Map<TensorExpression, readonly string[]>();
  const itemOf = (list: TensorExpression, item: number): string => {
    const known = ofLists.get(list);
    if (known) return known[item] ?? '';
    const code = list.write(list.inputs.map(codeOf), list.named.map(nameOf));
    const taken = Array.from({ length: list.items ?? 0 }, () => identifiers.take(list.hint));
    lines.push(...toLines(code, indentation, `const [${taken.join(', ')}] = `, ';'));
    ofLists.set(list, taken);
    return taken[item] ?? '';
  };
  const codes = results.map(codeOf);
  return { constants: lines, result: codes.length === 1 ? (codes[0] ?? '') : array(codes) };
}

/** The list of tensors that results are, item by item. */
function wholeList(results: readonly TensorExpression[]): TensorExpression | undefined {
  const [list] = results[0]?.inputs ?? [];
  const isWhole =
    list?.items === results.length && results.every((one, index) => one.inputs[0] === list && one.item === index);
  return isWhole ? list : undefined;
}
