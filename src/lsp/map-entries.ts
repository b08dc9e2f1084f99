/** Entries of a weight map for layers that are renamed: trained weights are found by the names of layers. */
import type { TextDocumentEdit, WorkspaceEdit } from 'vscode-languageserver';
import { Diagnostics } from '../diagnostics/diagnostics.js';
import type { Model } from '../graph/graph.js';
import { positionAt, sourceOf } from '../text/source.js';
import { parse } from '../yaml/parse.js';
import { rangeOf } from './ranges.js';

/** The former names of layers with weights, by their new names. */
export type RenamedLayers = ReadonlyMap<string, string>;

/** Compares a network before and after a renaming, which keeps the order of layers. */
export function renamedLayers(before: Model | undefined, after: Model | undefined): RenamedLayers {
  const pairs = before?.layers.map((layer, index) => [layer, after?.layers[index]?.name] as const) ?? [];
  return new Map(
    pairs.flatMap(([{ name, weights }, newName]) =>
      newName === undefined || newName === name || weights.length === 0 ? [] : [[newName, name]],
    ),
  );
}

/** The most entries in a message. */
const mostShown = 3;

export function warningOf(renamed: RenamedLayers): string {
  const entries = Array.from(renamed, ([newName, name]) => `${newName}: ${name}`);
  const more = entries.length > mostShown ? `, and ${entries.length - mostShown} more` : '';
  const shown = entries.slice(0, mostShown).join(', ') + more;
  return `Trained weights are found by the names of layers. To load weights from before, map these layers: ${shown}`;
}

/** The URI of the map beside a spec; undefined if the spec is not a file. */
export function mapUriOf(uri: string): string | undefined {
  const found = uri.replace(/(\.netspec)?\.ya?ml$/, '.map.yaml');
  return found === uri || uri.startsWith('untitled:') ? undefined : found;
}

/** Writes the entries to a map, or a new map; undefined if the text at that place is no map. */
export function mapEdit(uri: string, text: string | undefined, renamed: RenamedLayers): WorkspaceEdit | undefined {
  const lines = Array.from(renamed, ([newName, name]) => `  ${newName}: ${name}\n`);
  const editing = (edits: TextDocumentEdit['edits']) => ({ textDocument: { uri, version: null }, edits });
  const start = { line: 0, character: 0 };
  if (text === undefined) {
    const newText = `netspec_map: 1\nlayers:\n${lines.join('')}weights:\n  \${weight}: \${weight}\n`;
    const edit = editing([{ range: { start, end: start }, newText }]);
    return { documentChanges: [{ kind: 'create', uri, options: { ignoreIfExists: true } }, edit] };
  }
  const { tree } = parse(sourceOf(uri, text), new Diagnostics());
  const weights = tree?.kind === 'mapping' && tree.entries.has('netspec_map') ? tree.entries.get('weights') : undefined;
  if (tree?.kind !== 'mapping' || !weights || positionAt(weights.key.span.source, weights.key.span.start).column !== 1)
    return undefined;
  const layers = tree.entries.get('layers')?.value;
  const known = layers?.kind === 'mapping' ? layers.entries : new Map<string, never>();
  // A layer that was renamed before keeps its name in the file.
  const again = Array.from(renamed, ([newName, name]) => ({ newName, entry: known.get(name) }));
  const fresh = lines.filter((_, index) => !again[index]?.entry);
  const [first] = known.values();
  const place = rangeOf(first?.key.span ?? weights.key.span).start;
  const lineStart = { ...place, character: 0 };
  const newText = first ? fresh.join('') : `layers:\n${fresh.join('')}`;
  return {
    documentChanges: [
      editing([
        ...(fresh.length > 0 ? [{ range: { start: lineStart, end: lineStart }, newText }] : []),
        ...again.flatMap(({ newName, entry }) => (entry ? [{ range: rangeOf(entry.key.span), newText: newName }] : [])),
      ]),
    ],
  };
}
