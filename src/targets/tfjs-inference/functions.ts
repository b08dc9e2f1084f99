/** The functions that a generated module declares if it calls them, as code. */
import { render } from '../../text/templates.js';
import { Language } from '../code/language.js';
import { call, type Doc, toLines } from '../code/layout.js';
import type { Draft } from './draft.js';
import { functions, type RuntimeFunctionName } from './operation.js';
import {
  type FoldingName,
  type FunctionParameter,
  foldingFunctions,
  operationFunctions,
  type SharedName,
  sharedFunctions,
} from './signatures.js';
import type { Traits } from './traits.js';

/** The functions that a network's operations call, and those that these call, in the order of the module. */
export function calledFunctions(
  { steps }: Draft,
  { undilates }: Traits,
): readonly (RuntimeFunctionName | SharedName)[] {
  const called = new Set(steps.flatMap(({ statements }) => statements.flatMap(({ code }) => calleesOf(code))));
  if (called.has('groupedConv2d')) called.add('conv2d');
  if (called.has('denseEach')) called.add('dense');
  const callsAny = (...names: readonly RuntimeFunctionName[]) => names.some((name) => called.has(name));
  const fuses = callsAny('conv2d', 'depthwiseConv2d', 'dense');
  const finishes = fuses || callsAny('pooledConv2d', 'conv2dTranspose');
  return [
    ...functions.filter((name) => called.has(name)),
    ...(finishes ? (['finish'] as const) : []),
    ...(fuses ? (['isNative'] as const) : []),
    ...(undilates ? (['undilated'] as const) : []),
    'expectShape',
  ];
}

/** The names of functions in a piece of code; other words are among them. */
function calleesOf(code: Doc): readonly string[] {
  if (typeof code === 'string') return [code];
  return 'kind' in code ? (code.kind === 'line' ? [] : calleesOf(code.of)) : code.flatMap(calleesOf);
}

const signatures = { ...operationFunctions, ...foldingFunctions, ...sharedFunctions };

/** A function as lines of code without indentation; its body is a template. */
export function declare(
  name: RuntimeFunctionName | FoldingName | SharedName,
  traits: Traits,
  indentation = 0,
): readonly string[] {
  const { doc, generic, parameters, returns } = signatures[name](traits);
  const { javascript } = traits;
  const language = new Language(javascript);
  const isFolding = Object.hasOwn(foldingFunctions, name);
  const body = render(`tfjs-inference/${isFolding ? 'folders' : 'functions'}/${name}`, {
    ...traits,
    typescript: !javascript,
  });
  const head = `function ${name}${generic && !javascript ? `<T extends ${generic}>` : ''}`;
  const typed = parameters.map((parameter) => parameterCode(parameter, javascript));
  return [
    ...language.docOf(doc ? [doc] : [], [
      ...(generic ? [['template', generic, 'T'] as const] : []),
      ...parameters.map((parameter) => ['param', parameter.type, tagName(parameter)] as const),
      ...(returns && returns !== 'void' ? [['returns', returns] as const] : []),
    ]),
    ...toLines(call(head, typed), indentation, '', `${returns ? language.annotation(returns) : ''} {`),
    ...body
      .trimEnd()
      .split('\n')
      .map((line) => `  ${line}`),
    '}',
  ];
}

function parameterCode({ name, type, standard }: FunctionParameter, javascript: boolean): string {
  // The type of a default number is inferred.
  const isTold = standard !== undefined && /^\d/.test(standard) && type === 'number';
  return `${name}${javascript || isTold ? '' : `: ${type}`}${standard ? ` = ${standard}` : ''}`;
}

const tagName = ({ name, whole = name, standard }: FunctionParameter): string => (standard ? `[${whole}]` : whole);
