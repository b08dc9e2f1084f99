/** Diagnostics in the form of a case's leading comment, and texts after a fix. */
import { compile } from '../../src/compile.js';
import type { Diagnostic, Edit } from '../../src/diagnostics/diagnostic.js';
import { positionAt, type Span } from '../../src/text/source.js';
import { parseMap } from '../../src/weights/map.js';

/** What is found in a text, a spec's or a weight map's. */
export function diagnose(text: string, file?: string): readonly Diagnostic[] {
  if (/^netspec_map:/m.test(text)) return parseMap(text, file).diagnostics;
  const files = new Map([...others, [file ?? 'net.yaml', text]]);
  return compile(text, { ...(file === undefined ? {} : { file }), read: (path) => files.get(path) }).diagnostics;
}

const spec = (name: string, layers: string) =>
  `netspec: 1\nname: ${name}\nparameters: {filters: 4}\ninputs: {x: 8x8x3}\nlayers:\n${layers}\noutputs: {out: Last}\n`;

const sequence = `netspec: 1
name: Sequence
sizes: {length: {minimum: 2, maximum: 64}, width: {}}
inputs: {x: length x 8, y: width x length x 2}
layers:
- {op: dense, name: Last, units: 4, input: y, output: width x length x 4}
- {op: dense, name: First, units: 4, input: x, output: length x 4}
outputs: {first: First, last: Last}
`;

/** Specs that others use. */
const others: ReadonlyMap<string, string> = new Map([
  [
    'base.yaml',
    spec('Base', '- {op: conv2d, name: Conv, filters: filters, kernel_size: 3}\n- {op: flatten, name: Last}'),
  ],
  [
    'tower.yaml',
    spec(
      'Tower',
      '- {op: conv2d, name: First, filters: filters, kernel_size: 3}\n- {op: conv2d, name: Last, filters: 8, kernel_size: 3}',
    ),
  ],
  [
    'nested.yaml',
    spec(
      'Nested',
      '- {name: Last, layers: [{op: global_avg_pool2d, name: Pool, endpoint: Features}, {op: dense, name: Logits, units: 2}]}',
    ),
  ],
  ['sequence.yaml', sequence],
  ['broken.yaml', spec('Broken', '- {op: conv2d, name: Last, filters: 4}')],
  ['ring.yaml', spec('Ring', '- {op: ./other-ring.yaml, name: Last}')],
  ['other-ring.yaml', spec('OtherRing', '- {op: ./ring.yaml, name: Last}')],
]);

/** The text of a spec that others use. */
export const readOthers = (path: string): string | undefined => others.get(path);

/** `12:14-28`, or `12:14-13:2` if the end is on another line. */
export function describeSpan({ source, start, end }: Span): string {
  const from = positionAt(source, start);
  const to = positionAt(source, end);
  return `${from.line}:${from.column}-${to.line === from.line ? '' : `${to.line}:`}${to.column}`;
}

/** A diagnostic with its notes, its help and its fix, a line each. */
export function describeDiagnostic({ severity, code, span, message, notes, help, fix }: Diagnostic): string[] {
  return [
    `${severity} ${code} ${describeSpan(span)}: ${message}`,
    ...notes.map((note) => `  note ${describeSpan(note.span)}: ${note.message}`),
    ...(help === undefined ? [] : [`  help: ${help}`]),
    ...(fix ? [`  ${fix.kind}: ${fix.title} (${fix.edits.map(describeEdit).join(', ')})`] : []),
  ];
}

function describeEdit({ span, newText }: Edit): string {
  return `${describeSpan(span)} ${JSON.stringify(newText)}`;
}
