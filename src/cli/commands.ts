/** The commands and their options: the one table that parsing, help and running go by. */
import { type GalleryName, gallery } from '../gallery.js';
import type { Engine } from '../predict/predict.js';
import { diagnosticFormats } from '../render/index.js';
import type { DiffFormat, ReportFormat } from '../targets/report/index.js';
import type { BackendName } from '../verify/backends.js';
import type { Invocation } from './arguments.js';
import type { Host } from './host.js';

export interface Option {
  readonly doc: string;
  /** What stands for its value in help; absent where it is a switch. */
  readonly value?: string;
  readonly multiple?: true;
  readonly choices?: readonly string[];
}

export const options = {
  set: { value: 'NAME=VALUE', multiple: true, doc: 'give a parameter this value; null is none' },
  input: { value: '[NAME=]SHAPE', multiple: true, doc: 'give the input this shape: 150x150x3, or ?x?x3' },
  until: { value: 'ENDPOINT', doc: 'cut the network at this end point' },
  quiet: { doc: 'errors and results only: no warnings, no progress' },
  'no-color': { doc: 'no colours, as with NO_COLOR in the environment' },
  help: { doc: 'what a command does and takes' },
  version: { doc: 'the version of netspec' },
  format: { value: 'FORMAT', doc: 'the form of the result' },
  fix: { doc: 'carry out the fixes that are offered, and say which; standard input goes to standard output' },
  'max-warnings': { value: 'NUMBER', doc: 'fail where there are more warnings than this' },
  out: { value: 'FOLDER', doc: 'where to write; generated where nothing is said' },
  target: {
    value: 'NAME',
    multiple: true,
    doc: 'this target only: of build tfjs and report where nothing is said, of verify tfjs',
  },
  check: { doc: 'write nothing, and fail where a file is not what would be written' },
  javascript: { doc: 'write JavaScript with JSDoc types instead of TypeScript' },
  from: {
    value: 'ENTRY',
    choices: Object.keys(gallery) as GalleryName[],
    doc: 'start from this network of the gallery, not from a small one',
  },
  open: { doc: 'serve a page to this machine that follows what is saved, and say its address' },
  depth: { value: 'NUMBER', doc: 'how many levels of modules to unfold; 1 where nothing is said' },
  map: {
    value: 'MAP',
    doc: "which tensor fills which weight: slim, keras, torchvision, or a file of one's own; the network's own names where nothing is said",
  },
  'allow-missing': {
    value: 'PATTERN',
    multiple: true,
    doc: 'let these weights be as they are where none fits, as for a new head: Logits, or */gamma',
  },
  profile: { doc: 'time each layer, and show it beside its MACs' },
  backend: { value: 'NAME', doc: 'run on this back end; the best of TensorFlow.js that loads where nothing is said' },
  weights: { value: 'FILE', doc: 'the trained weights: .safetensors, .npz or model.json' },
  image: { value: 'FILE', doc: 'predict from this picture: JPEG, PNG or WebP' },
  output: { value: 'FILE', doc: 'write what was asked for: one array as .npy, several as .npz' },
  endpoint: { value: 'NAME', multiple: true, doc: 'ask for this end point or output' },
  top: { value: 'NUMBER', doc: 'how many classes to show; 5 where nothing is said' },
  labels: { value: 'FILE', doc: 'the names of the classes, one a line' },
} as const satisfies Record<string, Option>;

export type OptionName = keyof typeof options;

/** The options of every command that reads specs: which variant of the network is asked for. */
export const variantOptions = ['set', 'input', 'until'] as const satisfies OptionName[];

/** The options that every command takes. */
export const commonOptions = ['quiet', 'no-color', 'help', 'version'] as const satisfies OptionName[];

export interface Command {
  readonly summary: string;
  /** What it is given, in the words of help, and how many; at least one where nothing is said. */
  readonly operands: string;
  /** What its operands are, where they are not just specs. */
  readonly note?: string;
  readonly least?: number;
  readonly most: number;
  readonly options: readonly OptionName[];
  /** Whether an --input that ends in .npy is a file with the values of an input. */
  readonly takesTensors?: true;
  /** The first is the usual one. */
  readonly formats?: readonly string[];
  readonly backends?: readonly string[];
  /** Loads what the command needs, and nothing that only others need. */
  readonly load: () => Promise<{ readonly run: (invocation: Invocation, host: Host) => Promise<number> }>;
}

export const commands = {
  check: {
    summary: 'find what is wrong with specs',
    operands: 'SPEC...',
    most: Number.POSITIVE_INFINITY,
    options: ['fix', 'format', 'max-warnings', ...variantOptions],
    formats: diagnosticFormats,
    load: () => import('./check.js'),
  },
  build: {
    summary: 'check, then write code and reports',
    operands: 'SPEC...',
    most: Number.POSITIVE_INFINITY,
    options: ['out', 'target', 'check', 'javascript', 'weights', 'map', 'allow-missing', ...variantOptions],
    load: () => import('./build.js'),
  },
  report: {
    summary: 'show shapes, parameters and costs',
    operands: 'SPEC',
    most: 1,
    options: ['format', 'depth', ...variantOptions],
    formats: ['text', 'json', 'markdown', 'svg', 'html'] satisfies ReportFormat[],
    load: () => import('./report.js'),
  },
  watch: {
    summary: 'check a spec whenever it is saved, and show what it comes to',
    operands: 'SPEC',
    note: 'SPEC is a file. It ends with an interrupt (Ctrl-C).',
    most: 1,
    options: ['open', ...variantOptions],
    load: () => import('./watch.js'),
  },
  verify: {
    summary: 'run the generated code, and compare it with the report',
    operands: 'SPEC',
    most: 1,
    options: ['format', 'target', 'backend', 'profile', 'depth', ...variantOptions],
    formats: ['text', 'json'],
    backends: ['tensorflow', 'wasm', 'cpu'] satisfies BackendName[],
    load: () => import('./verify.js'),
  },
  run: {
    summary: 'predict with trained weights, from a picture or a tensor',
    operands: 'SPEC',
    note: 'SPEC is a file, or - for standard input. An --input that ends in .npy is no shape, but a file with its values.',
    most: 1,
    options: [
      'weights',
      'map',
      'image',
      'output',
      'endpoint',
      'top',
      'labels',
      'format',
      'backend',
      'profile',
      'depth',
      ...variantOptions,
    ],
    takesTensors: true,
    formats: ['text', 'json'],
    backends: ['tensorflow', 'wasm', 'cpu', 'onnx'] satisfies Engine[],
    load: () => import('./predict.js'),
  },
  diff: {
    summary: 'show what changed in the architecture',
    operands: 'A B',
    note: 'A and B are files, - for standard input, or REVISION:PATH in the git repository here.',
    least: 2,
    most: 2,
    options: ['format', ...variantOptions],
    formats: ['text', 'json', 'markdown', 'html'] satisfies DiffFormat[],
    load: () => import('./diff.js'),
  },
  'weights check': {
    summary: 'say which weights of a network a file fills, and which not',
    operands: 'SPEC FILE',
    note: 'FILE is .safetensors, .npz, or the model.json of TensorFlow.js; only its header is read.',
    least: 2,
    most: 2,
    options: ['map', 'allow-missing', 'format', ...variantOptions],
    formats: ['text', 'json'],
    load: () => import('./weights/check.js'),
  },
  'weights convert': {
    summary: "write a network's weights in another format",
    operands: 'SPEC FILE OUT',
    note: "FILE is .safetensors, .npz, or the model.json of TensorFlow.js, and so is OUT, which has the network's own names; a model.json has the network's layers, too.",
    least: 3,
    most: 3,
    options: ['map', ...variantOptions],
    load: () => import('./weights/convert.js'),
  },
  fmt: {
    summary: 'bring specs into their one layout',
    operands: 'SPEC...',
    most: Number.POSITIVE_INFINITY,
    options: ['check'],
    load: () => import('./fmt.js'),
  },
  new: {
    summary: 'start a spec of your own',
    operands: 'NAME',
    note: 'Writes NAME.yaml here, and never over a file that is there.',
    most: 1,
    options: ['from'],
    load: () => import('./new.js'),
  },
  explain: {
    summary: 'say what a diagnostic means, with an example; without CODE, list them all',
    operands: 'CODE',
    least: 0,
    most: 1,
    options: [],
    load: () => import('./explain.js'),
  },
} as const satisfies Record<string, Command>;

export type CommandName = keyof typeof commands;

/** What an option of a command is one of, where there are but a few. */
export function choicesOf({ formats, backends }: Command, name: OptionName): readonly string[] | undefined {
  if (name === 'format') return formats;
  return name === 'backend' ? backends : (options[name] as Option).choices;
}
