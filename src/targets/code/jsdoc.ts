/** Converts TypeScript to JavaScript with types in comments. Only the build and uncompiled source do this. */
import ts from 'typescript-5';
import type { TextRange } from '../../text/source.js';
import { width } from './layout.js';

interface TextEdit extends TextRange {
  readonly text: string;
}

/**
 * A module without its types: those of parameters, results and casts are in comments, and types alone are removed or
 * become typedefs.
 */
export function toJsDoc(text: string): string {
  const file = ts.createSourceFile('module.ts', text, ts.ScriptTarget.ES2022, true);
  let written = text;
  for (const { start, end, text: own } of editsIn(file, file).toSorted((a, b) => b.start - a.start))
    written = written.slice(0, start) + own + written.slice(end);
  // The removed fields at the start of a class leave empty lines.
  return written.replaceAll('{\n\n', '{\n').split('\n').map(breakCast).join('\n');
}

function editsIn(node: ts.Node, file: ts.SourceFile): readonly TextEdit[] {
  const within: TextEdit[] = [];
  ts.forEachChild(node, (child) => {
    within.push(...editsIn(child, file));
  });
  if (ts.isTypeAliasDeclaration(node)) {
    const typedef = `/** @typedef {${typeText(node.type)}} ${node.name.text} */`;
    return [{ start: node.getStart(file), end: node.end, text: typedef }];
  }
  // Fields without a value are set in the constructor.
  if (ts.isPropertyDeclaration(node) && !node.initializer)
    return [{ start: node.getFullStart(), end: node.end, text: '' }];
  if (ts.isAsExpression(node)) return [...editsIn(node.expression, file), ...castEdits(node, file)];
  if (ts.isFunctionDeclaration(node) || ts.isMethodDeclaration(node) || ts.isConstructorDeclaration(node))
    return [...within, ...annotationEdits(node), ...docEdits(node, node, file)];
  if (ts.isVariableStatement(node)) return [...within, ...variableEdits(node, file)];
  return within;
}

/** `x as T` becomes a cast in a comment, with its operand in parentheses. */
function castEdits({ expression, type }: ts.AsExpression, file: ts.SourceFile): readonly TextEdit[] {
  const start = expression.getStart(file);
  const [open, close] = ts.isParenthesizedExpression(expression) ? ['', ''] : ['(', ')'];
  return [
    { start, end: start, text: `/** @type {${typeText(type)}} */ ${open}` },
    { start: expression.end, end: type.end, text: close },
  ];
}

/** A variable that holds a function, has a type, or is an object whose type has arguments. */
function variableEdits(statement: ts.VariableStatement, file: ts.SourceFile): readonly TextEdit[] {
  const [{ name, type: declared, initializer } = {}] = statement.declarationList.declarations;
  if (name && declared) {
    const at = statement.getStart(file);
    const comment = `/** @type {${typeText(declared)}} */\n${indentationAt(at, file)}`;
    return [
      { start: at, end: at, text: comment },
      { start: name.end, end: declared.end, text: '' },
    ];
  }
  if (initializer && ts.isArrowFunction(initializer) && initializer.parameters.some(({ type }) => type))
    return [...annotationEdits(initializer), ...docEdits(statement, initializer, file)];
  if (!initializer || !ts.isNewExpression(initializer) || !initializer.typeArguments) return [];
  const { expression, typeArguments } = initializer;
  const start = statement.getStart(file);
  const type = `${expression.getText(file)}<${typeArguments.map(typeText).join(', ')}>`;
  return [
    { start, end: start, text: `/** @type {${type}} */\n${indentationAt(start, file)}` },
    { start: expression.end, end: typeArguments.end + 1, text: '' },
  ];
}

/** Removes the types of parameters and of the result. */
function annotationEdits(of: ts.SignatureDeclaration): readonly TextEdit[] {
  const parameters = of.parameters.flatMap(({ name, type }) =>
    type ? [{ start: name.end, end: type.end, text: '' }] : [],
  );
  if (!of.type) return parameters;
  // The type of the result comes after the closing bracket of the parameters.
  const start = of.getSourceFile().text.lastIndexOf(')', of.type.getStart()) + 1;
  return [...parameters, { start, end: of.type.end, text: '' }];
}

/** Replaces the documentation of a function by one with types. */
function docEdits(at: ts.Node, of: ts.SignatureDeclaration, file: ts.SourceFile): readonly TextEdit[] {
  const tags = of.parameters.flatMap(({ name, type, questionToken }) => {
    const called = ts.isIdentifier(name) ? name.text : 'config';
    return type ? [`@param {${typeText(type)}} ${questionToken ? `[${called}]` : called}`] : [];
  });
  if (ts.isFunctionDeclaration(of) && of.type) tags.push(`@returns {${typeText(of.type)}}`);
  if (tags.length === 0) return [];
  const start = at.getStart(file);
  const comment = ts.getLeadingCommentRanges(file.text, at.getFullStart())?.at(-1);
  const about = comment ? linesOf(file.text.slice(comment.pos, comment.end)) : [];
  const lines = [...about, ...(about.length > 0 ? [''] : []), ...tags];
  const indentation = indentationAt(start, file);
  const doc =
    lines.length === 1
      ? `/** ${lines[0]} */`
      : ['/**', ...lines.map((line) => ` * ${line}`.trimEnd()), ' */'].join(`\n${indentation}`);
  return [{ start: comment?.pos ?? start, end: start, text: `${doc}\n${indentation}` }];
}

/** The lines of a documentation comment. */
const linesOf = (comment: string): readonly string[] =>
  comment
    .slice('/**'.length, -'*/'.length)
    .trim()
    .split('\n')
    .map((line) => line.replace(/^\s*\* ?/, ''));

/** The white space at the start of a line up to a position. */
const indentationAt = (position: number, { text }: ts.SourceFile): string =>
  text.slice(text.lastIndexOf('\n', position - 1) + 1, position).replace(/\S.*/s, '');

/** A type on one line. */
const typeText = (type: ts.Node): string => type.getText().replace(/\s+/g, ' ').replace(/; \}/g, ' }');

/** Breaks a line that a cast makes too wide. */
function breakCast(line: string): string {
  const [head, cast] = [line.slice(0, line.indexOf(' /** @type')), line.slice(line.indexOf(' /** @type') + 1)];
  if (line.length <= width || !/ = \/\*\* @type/.test(line)) return line;
  return `${head}\n${/^ */.exec(line)?.[0] ?? ''}  ${cast}`;
}
