/** The statements of a function as lines. */
import type { Local, Statement } from '../../../lower/module.js';
import type { LayerItem, UseItem } from '../../../spec/spec.js';
import type { Language } from '../../code/language.js';
import { call, type Doc, flatText, layOut, object, toLines, width } from '../../code/layout.js';
import { itemMark } from '../../code/marks.js';
import { shapesText } from '../../code/words.js';
import { Expressions } from './expressions.js';
import { tensorType, typeText } from './types.js';

export class Statements {
  readonly expressions: Expressions;
  private readonly declared = new Set<Local>();

  constructor(private readonly language: Language) {
    this.expressions = new Expressions(language);
  }

  /** Statements as lines at an indentation. */
  print(statements: readonly Statement[], indentation: number): readonly string[] {
    return statements.flatMap((statement) => this.printOne(statement, indentation));
  }

  /** Statements, and the return of their result; a result that is set once and last is returned directly. */
  printBody(
    statements: readonly Statement[],
    result: Local,
    outputs: readonly (readonly [string, Doc])[],
    indentation: number,
  ): readonly string[] {
    const last = statements.at(-1);
    if (outputs.length === 0 && result.sets === 1 && last?.kind === 'set' && last.local === result) {
      const value = this.expressions.code(last.value);
      return [
        ...this.print(statements.slice(0, -1), indentation),
        ...marked(last.item, toLines(value, indentation, 'return ', end(last))),
      ];
    }
    const returned = outputs.length === 0 ? result.name : object([['output', result.name], ...outputs]);
    return [...this.print(statements, indentation), ...toLines(returned, indentation, 'return ', ';')];
  }

  private printOne(statement: Statement, indentation: number): readonly string[] {
    switch (statement.kind) {
      case 'set':
        return this.printSet(statement, indentation);
      case 'if':
        return this.printIf(statement, indentation);
      case 'for': {
        const { index, first, end: bound, body } = statement;
        const test = `${index} < ${flatText(this.expressions.bound(bound))}`;
        return this.printBlock(`for (let ${index} = ${first}; ${test}; ${index} += 1) {`, body, indentation);
      }
      case 'list': {
        const type = `${tensorType}[]`;
        const head = `const ${this.language.typed(statement.name, type)} = [];`;
        return this.language.javascript ? [`/** @type {${type}} */`, head] : [head];
      }
      case 'append':
        return toLines(call(`${statement.list}.push`, [this.expressions.code(statement.value)]), indentation, '', ';');
      case 'if-several': {
        const { list, first, others, body } = statement;
        const head = `if (${first} && ${others}.length > 0) {`;
        return [`const [${first}, ...${others}] = ${list};`, ...this.printBlock(head, body, indentation)];
      }
      case 'declare': {
        this.declared.add(statement.local);
        const type = typeText(statement.type);
        const declaration = `let ${this.language.typed(statement.local.name, type)};`;
        return this.language.javascript ? [`/** @type {${type}} */`, declaration] : [declaration];
      }
    }
  }

  /** A condition with a single short statement is one line. */
  private printIf({ condition, body }: Statement & { kind: 'if' }, indentation: number): readonly string[] {
    const [only, ...more] = body;
    const head = `if (${flatText(this.expressions.code(condition))}) `;
    if (only?.kind === 'set' && more.length === 0 && this.declared.has(only.local)) {
      const code = `${only.local.name} = ${layOut(this.expressions.code(only.value), indentation)};`;
      if (!code.includes('\n') && indentation + head.length + code.length <= width)
        return marked(only.item, [`${head}${code}${end(only).slice(1)}`]);
    }
    return this.printBlock(`${head}{`, body, indentation);
  }

  private printBlock(head: string, body: readonly Statement[], indentation: number): readonly string[] {
    return [head, ...this.print(body, indentation + 2).map((line) => `  ${line}`), '}'];
  }

  private printSet(statement: Statement & { kind: 'set' }, indentation: number): readonly string[] {
    const { local, value, type: declared, item } = statement;
    const keyword = this.declared.has(local) ? '' : local.sets === 1 ? 'const ' : 'let ';
    this.declared.add(local);
    const type = declared && typeText(declared);
    const head = `${keyword}${type === undefined ? local.name : this.language.typed(local.name, type)} = `;
    const code = toLines(this.expressions.code(value), indentation, head, ';');
    // The comment is beside the line, whatever its width.
    const lines = marked(item, [...code.slice(0, -1), `${code.at(-1)}${end(statement).slice(1)}`]);
    return type !== undefined && this.language.javascript ? [`/** @type {${type}} */`, ...lines] : lines;
  }
}

/** Lines that say of which item they are. */
function marked(item: LayerItem | UseItem | undefined, [first = '', ...others]: readonly string[]): readonly string[] {
  return [item ? itemMark(item) + first : first, ...others];
}

/** The end of a statement, with the shapes of what it gives beside it. */
const end = ({ shapes }: Statement & { kind: 'set' }): string => (shapes ? `; // ${shapesText(shapes)}` : ';');
