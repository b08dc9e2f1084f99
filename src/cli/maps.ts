/** Weight maps by name or path: those that come with netspec, and the user's. */
import { fileURLToPath } from 'node:url';
import { Diagnostics } from '../diagnostics/diagnostics.js';
import { idleRule } from '../diagnostics/messages/weights.js';
import { closest } from '../diagnostics/nearest.js';
import { type Fit, ownNames } from '../weights/fit.js';
import { type ParsedMap, parseMap, type WeightMap } from '../weights/map.js';
import { type Pattern, parsePattern } from '../weights/pattern.js';
import { type Invocation, UsageError } from './arguments.js';
import type { Host } from './host.js';
import { nameOf, notText, readSpec, showDiagnostics } from './spec.js';

/** The maps that come with netspec. */
export const mapNames = [
  'slim',
  'keras',
  'keras-named',
  'keras-nasnet',
  'timm-mixer',
  'timm-mobilevit',
  'torchvision',
  'torchvision-r3d',
  'torchvision-shufflenet',
  'torchvision-swin',
  'torchvision-vit',
  'keras-bilstm-imdb',
  'transformers-bert',
  'transformers-detr',
  'transformers-gpt2',
] as const;

/**
 * The map of `--map`; by default the one for files with netspec's names. Undefined if it has errors, which are shown.
 */
export async function readMap(invocation: Invocation, host: Host): Promise<WeightMap | undefined> {
  const { map: wanted } = invocation.values;
  if (wanted === undefined) return ownNames;
  if (!isMapName(wanted) && !/[./\\]/.test(wanted)) {
    const meant = closest(wanted, mapNames);
    const hint = meant === undefined ? `expected ${mapNames.join(', ')}, or a file` : `did you mean ${meant}?`;
    throw new UsageError(`unknown map "${wanted}"; ${hint}`, invocation.command);
  }
  const { map, diagnostics } = await readMapFile(wanted, host);
  showDiagnostics(diagnostics, invocation, host, host.stderr);
  return map;
}

/** Reads a map that comes with netspec, or a file. */
export async function readMapFile(name: string, host: Host): Promise<ParsedMap> {
  const file = isMapName(name) ? fileURLToPath(new URL(`../../maps/${name}.yaml`, import.meta.url)) : name;
  const { text } = await readSpec(file, host);
  return text === undefined ? { diagnostics: notText(nameOf(name)).diagnostics } : parseMap(text, nameOf(name));
}

const isMapName = (name: string): boolean => mapNames.some((one) => one === name);

/** Shows the rules of a user's map that match nothing. Maps that come with netspec are for more than one network. */
export function showIdleRules({ idle, model }: Fit, invocation: Invocation, host: Host): void {
  if (isMapName(invocation.values.map ?? '')) return;
  const diagnostics = new Diagnostics();
  for (const { weight, span } of idle) {
    if (!span) continue;
    diagnostics.suppress(span.source);
    diagnostics.report(idleRule(weight.text, model.graph.spec.name.text), span);
  }
  showDiagnostics(diagnostics.list(), invocation, host, host.stderr);
}

/** The patterns of `--allow-missing`. */
export function allowedPatterns({ values, command }: Invocation): readonly Pattern[] {
  return (values['allow-missing'] ?? []).map((text) => {
    const pattern = parsePattern(text);
    if ('fault' in pattern) throw new UsageError(`--allow-missing ${text}: ${pattern.fault}`, command);
    return pattern;
  });
}
