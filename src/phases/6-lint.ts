/**
 * What is well formed and yet most likely a mistake: names that break the conventions that the spec declares.
 *
 * A convention is a template by op or block. Its holes are attributes, whose values the name must state, and `step`, a
 * number and a letter that run on from sibling to sibling: 0a, 0b, 1a.
 */
import { type Diagnostics, replacement } from '../diagnostics.js';
import type { Model, NamedItem } from '../graph.js';
import type { Span } from '../source.js';
import { type Body, type Convention, type Item, itemsOf, literal } from '../spec.js';

/** Reports names that break the spec's conventions. */
export function lint(model: Model, diagnostics: Diagnostics): void {
  const { conventions, body, blocks } = model.graph.spec;
  if (conventions.size === 0) return;
  const lastSteps = new Map<string, string>();
  for (const named of model.graph.named) {
    const convention = conventions.get(kindOf(named.item));
    const text = textOf(named, model);
    if (!convention || text === undefined) continue;
    const step = checkForm(text, named, convention, model, diagnostics);
    if (step !== undefined) checkStep(text, step, named, lastSteps, diagnostics);
  }
  const branches = conventions.get('branches');
  if (!branches) return;
  for (const owner of [body, ...[...blocks.values()].map((block) => block.body)])
    checkBranches(owner, branches, diagnostics);
}

const kindOf = (item: Item): string =>
  item.kind === 'layer' ? item.op.name : item.kind === 'use' ? item.block.text : '';

/** An item's own name as it came out. */
function textOf({ item, scope, edge }: NamedItem, model: Model): string | undefined {
  if (item.kind === 'layer') return model.layerOf.get(edge)?.name.slice(scope.length);
  return item.name && literal(item.name);
}

const stepPattern = '[0-9]+[a-z]';

/** Holds a name against its template; gives the step that it states. */
function checkForm(
  text: string,
  { item, span, edge }: NamedItem,
  { template }: Convention,
  model: Model,
  diagnostics: Diagnostics,
): string | undefined {
  const values = item.kind === 'layer' ? (model.layerOf.get(edge)?.attributes ?? {}) : {};
  const holes = template.parts.flatMap((part) => (typeof part === 'string' ? [] : [holeName(part)]));
  const pattern = template.parts
    .map((part) =>
      typeof part === 'string' ? part : holeName(part) === 'step' ? `(${stepPattern})` : '([A-Za-z0-9.-]+?)',
    )
    .join('');
  const match = new RegExp(`^${pattern}$`).exec(text);
  const form = sourceText(template.span);
  if (!match) {
    diagnostics.report('name-convention', span, `${text} is not of the form ${form}`, {
      notes: [{ message: 'the convention', span: template.span }],
    });
    return undefined;
  }
  const stated = holes.map((hole, index) => ({ hole, text: match[index + 1] as string }));
  const wrong = stated.find(({ hole, text: value }) => hole !== 'step' && formatValue(values[hole]) !== value);
  if (wrong) {
    const expected = template.parts
      .map((part) =>
        typeof part === 'string'
          ? part
          : holeName(part) === 'step'
            ? stated.find(({ hole }) => hole === 'step')?.text
            : formatValue(values[holeName(part)]),
      )
      .join('');
    const isLiteral = sourceText(span) === text;
    diagnostics.report(
      'name-convention',
      span,
      `${text} says ${wrong.text}, but its ${wrong.hole} is ${formatValue(values[wrong.hole])}`,
      {
        notes: [{ message: `the convention is ${form}`, span: template.span }],
        ...(isLiteral ? { fix: replacement(span, expected, `call it ${expected}`) } : {}),
      },
    );
  }
  return stated.find(({ hole }) => hole === 'step')?.text;
}

/** Steps run on: after 0b comes 0c, or the a of a higher number; a sequence begins with an a. */
function checkStep(
  text: string,
  step: string,
  { scope, span }: NamedItem,
  lastSteps: Map<string, string>,
  diagnostics: Diagnostics,
): void {
  const last = lastSteps.get(scope);
  lastSteps.set(scope, step);
  const [number, letter] = splitStep(step);
  if (last === undefined) {
    if (letter !== 'a')
      diagnostics.report(
        'name-convention',
        span,
        `${text} is the first of its sequence, and its letter is ${letter}, not a`,
      );
    return;
  }
  const [lastNumber, lastLetter] = splitStep(last);
  const next = String.fromCharCode(lastLetter.charCodeAt(0) + 1);
  if ((number === lastNumber && letter === next) || (number > lastNumber && letter === 'a')) return;
  diagnostics.report(
    'name-convention',
    span,
    `${text} follows on ${last}, and should be ${lastNumber}${next} or ${lastNumber + 1}a, not ${step}`,
  );
}

function splitStep(step: string): readonly [number, string] {
  return [Number.parseInt(step, 10), step.slice(-1)];
}

/** Named branches are counted from 0 in the order in which they stand. */
function checkBranches(body: Body, { template }: Convention, diagnostics: Diagnostics): void {
  const bodies = [body, ...[...itemsOf(body)].flatMap((item) => (item.kind === 'group' ? [item.body] : []))];
  for (const { kind, ...rest } of bodies) {
    if (kind !== 'branches') continue;
    for (const [index, { name }] of (rest as Body & { kind: 'branches' }).branches.entries()) {
      const expected = template.parts.map((part) => (typeof part === 'string' ? part : String(index))).join('');
      if (!name || name.text === expected) continue;
      diagnostics.report('name-convention', name.span, `branch ${index} is called ${name.text}, not ${expected}`, {
        notes: [{ message: 'the convention', span: template.span }],
        fix: replacement(name.span, expected, `call it ${expected}`),
      });
    }
  }
}

function holeName({ expression }: { readonly expression: { readonly kind: string } }): string {
  return expression.kind === 'name' ? (expression as unknown as { name: string }).name : '';
}

const formatValue = (value: unknown): string => (Array.isArray(value) ? value.join('x') : String(value));

const sourceText = ({ source, start, end }: Span): string => source.text.slice(start, end);
