/** Writes expressions as the statements of a function. */
import { type Doc, flatText, toLines } from '../code/layout.js';
import type { UniqueIdentifiers } from '../code/lexical.js';
import type { TensorExpression } from './tensor-expression.js';

/** The body of a function: constants for expressions that are used more than once, and the result. */
export interface FunctionBody {
  readonly constants: readonly string[];
  readonly result: Doc;
}

/** Writes the body that computes a tensor; `indentation` is that of its lines. */
export function writeBody(result: TensorExpression, identifiers: UniqueIdentifiers, indentation: number): FunctionBody {
  const uses = new Map<TensorExpression, number>();
  const count = (x: TensorExpression, times: number): void => {
    const known = uses.get(x) ?? 0;
    uses.set(x, known + times);
    if (known > 0) return;
    for (const input of x.inputs) count(input, 1);
    for (const one of x.named) count(one, 2);
  };
  count(result, 1);

  const lines: string[] = [];
  const names = new Map<TensorExpression, string>();
  const ofProperties = new Map<TensorExpression, ReadonlyMap<string, string>>();
  const codeOf = (x: TensorExpression): Doc => {
    const name = names.get(x);
    if (name !== undefined) return name;
    const [whole] = x.inputs;
    if (x.property !== undefined && whole) return propertyOf(whole, x.property);
    const code = x.write(x.inputs.map(codeOf), x.named.map(nameOf));
    if (x.isSimple || ((uses.get(x) ?? 0) < 2 && (!x.isStep || x === result))) return code;
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
  return { constants: lines, result: codeOf(result) };
}
