/** Reads parameters and formulas, and checks values of parameters. */
import type { Diagnostics } from '../diagnostics/diagnostics.js';
import { duplicateItem, duplicateParameter, firstDefinedHere } from '../diagnostics/messages/names.js';
import { boundsOf, choicesOf, defaultMisfit, missingChoices, wordAsDefault } from '../diagnostics/messages/schema.js';
import { didYouMean } from '../diagnostics/nearest.js';
import { AttributeMisfit, type AttributeType, checkValue } from '../ops/attributes.js';
import type { Name, NamedFormula, Parameter, ParameterValue } from '../spec/spec.js';
import { entriesOf, type Mapping, type Scalar, scalarAt, scalarsIn, type Tree, valueAt } from '../yaml/tree.js';
import { readFunctions } from './functions.js';
import { readFormula, readSummary, readVariable, readVariables } from './words.js';

/** Why a parameter can't have a value, in words after its name; undefined if it can. */
export function misfitOf({ type, nullable }: Parameter, value: ParameterValue): string | undefined {
  if (value === null && nullable) return undefined;
  const checked = type === undefined ? value : checkValue(type, value);
  return checked instanceof AttributeMisfit ? checked.message : undefined;
}

/** Reads the parameters of a spec or a block: a list of names, or a mapping of names to defaults or settings. */
export function readParameters(tree: Mapping, diagnostics: Diagnostics): Map<string, Parameter> {
  const declared = valueAt(tree, 'parameters');
  if (declared?.kind === 'list') return readNames(scalarsIn(declared), diagnostics);
  const parameters = entriesOf(declared).map(({ key, value }) => readParameter(key, value, diagnostics));
  return new Map(parameters.map((parameter) => [parameter.text, parameter]));
}

/** Reads parameters of which only names are given. */
function readNames(names: readonly Scalar[], diagnostics: Diagnostics): Map<string, Parameter> {
  const parameters = new Map<string, Parameter>();
  for (const name of readVariables(names, duplicateParameter, diagnostics))
    if (!parameters.has(name.text)) parameters.set(name.text, { ...name, nullable: false });
  return parameters;
}

/** The values of a parameter's `type`. */
type ParameterKind = 'number' | 'integer' | 'boolean' | 'word';

const boundNames = ['above', 'below', 'minimum', 'maximum'];

/** Reads a parameter from its settings; a default alone is short for `{default: ...}`. */
function readParameter(key: Scalar, tree: Tree, diagnostics: Diagnostics): Parameter {
  const name = readVariable(key, diagnostics);
  const settings: Mapping =
    tree.kind === 'mapping'
      ? tree
      : { kind: 'mapping', span: tree.span, entries: new Map([['default', { key, value: tree }]]) };
  const standard = scalarAt(settings, 'default');
  const kind = kindOf(settings);
  const type = readType(name, kind, settings, diagnostics);
  const parameter: Parameter = {
    ...name,
    ...readSummary(settings),
    ...(type ? { type } : {}),
    nullable: scalarAt(settings, 'nullable')?.value === true,
    ...(standard ? { default: standard.value } : {}),
  };
  if (standard) checkDefault(parameter, kind, standard, diagnostics);
  return parameter;
}

/** The type of a parameter: as given, or else from its choices, its default or its bounds. */
function kindOf(settings: Mapping): ParameterKind | undefined {
  const said = scalarAt(settings, 'type')?.value as ParameterKind | undefined;
  if (said) return said;
  if (settings.entries.has('choices')) return 'word';
  const standard = typeof scalarAt(settings, 'default')?.value;
  if (standard === 'number' || standard === 'boolean') return standard;
  return boundNames.some((bound) => settings.entries.has(bound)) ? 'number' : undefined;
}

/** Reads the type of a parameter; undefined if uses may give anything. */
function readType(
  { text: name, span }: Name,
  kind: ParameterKind | undefined,
  settings: Mapping,
  diagnostics: Diagnostics,
): AttributeType | undefined {
  const choices = settings.entries.get('choices');
  const bounds = boundNames.flatMap((bound) => settings.entries.get(bound) ?? []);
  if (kind === 'word' && !choices) diagnostics.report(missingChoices(name), span);
  if (kind === 'word' || kind === 'boolean')
    for (const { key } of bounds) diagnostics.report(boundsOf(name, kind), key.span);
  if (choices && kind !== 'word') diagnostics.report(choicesOf(name, kind), choices.key.span);
  if (choices) return { type: 'choice', choices: scalarsIn(choices.value).map(({ text }) => text) };
  if (kind === 'boolean') return { type: 'boolean' };
  if (kind === undefined || kind === 'word') return undefined;
  return { type: kind, ...Object.fromEntries(bounds.map(({ key, value }) => [key.text, (value as Scalar).value])) };
}

/** Reports a default that its parameter can't have. A word needs choices. */
function checkDefault(
  parameter: Parameter,
  kind: ParameterKind | undefined,
  { value, text, span }: Scalar,
  diagnostics: Diagnostics,
): void {
  const { text: name, type } = parameter;
  if (typeof value === 'string' && type?.type !== 'choice' && kind !== 'word') {
    const guess = didYouMean(text, span, { words: ['true', 'false', 'null'] });
    return diagnostics.report(wordAsDefault(name, text), span, guess);
  }
  const misfit = misfitOf(parameter, value);
  if (misfit) diagnostics.report(defaultMisfit(name, misfit), span);
}

/** Reads the formulas and functions of a spec or a block. */
export function readFormulas(tree: Mapping, diagnostics: Diagnostics): ReadonlyMap<string, NamedFormula> {
  const formulas = entriesOf(valueAt(tree, 'formulas')).map(({ key, value }): NamedFormula => {
    const name = readVariable(key, diagnostics);
    return { text: name.text, key: name, arguments: [], ...readFormula(value as Scalar, diagnostics) };
  });
  const all = new Map(formulas.map((formula) => [formula.text, formula]));
  for (const one of readFunctions(tree, diagnostics)) {
    const earlier = all.get(one.text);
    if (!earlier) all.set(one.text, one);
    else
      diagnostics.report(duplicateItem(one.text), one.key.span, {
        notes: [{ message: firstDefinedHere, span: earlier.key.span }],
      });
  }
  return all;
}
