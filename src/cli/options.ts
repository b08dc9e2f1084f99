/** The options of the command line. The table of commands has what differs for a command. */
import { keysOf } from '../text/lookup.js';
import { gallery } from './gallery.js';

export interface CommandOption {
  readonly doc: string;
  /** The name of its value in help; absent for a switch. */
  readonly value?: string;
  /** Whether it may be repeated. */
  readonly multiple?: true;
  /** Whether it takes every word up to the next option. */
  readonly variadic?: true;
  readonly choices?: readonly string[];
}

export const options = {
  set: { value: 'NAME=VALUE', multiple: true, doc: 'set a parameter; null means none' },
  input: {
    value: '[NAME=]SHAPE',
    multiple: true,
    doc: 'set the shape of an input or a size: 150x150x3, ?x?x3, length=77',
  },
  until: { value: 'ENDPOINT', doc: 'leave out what comes after this end point, such as a top-level layer' },
  quiet: { doc: 'print only errors and results, no warnings or progress' },
  'no-color': { doc: 'disable colors, like the environment variable NO_COLOR' },
  help: { doc: 'show help' },
  version: { doc: 'show the version' },
  format: { value: 'FORMAT', doc: 'the output format (default: text)' },
  fix: { doc: 'fix unambiguous typos in the file; with -, print the fixed text' },
  update: {
    doc: 'change declared outputs, params and totals in the file to the computed values, if there are no other errors',
  },
  'dry-run': { doc: 'with --fix or --update: print the edits as a diff without writing them' },
  'max-warnings': { value: 'NUMBER', doc: 'fail if there are more warnings than this' },
  out: { value: 'FOLDER', doc: 'the folder to write to (default: generated)' },
  target: { value: 'NAME', multiple: true, doc: 'what to build (default: tfjs and report)' },
  check: { doc: 'write nothing; fail if a file is out of date' },
  javascript: { doc: 'write JavaScript with JSDoc types instead of TypeScript' },
  from: {
    value: 'ENTRY',
    choices: keysOf(gallery),
    doc: 'start from this network of the gallery',
  },
  open: { doc: 'serve a live page on localhost, and print its address' },
  stdio: { doc: 'use standard input and output; required' },
  depth: { value: 'NUMBER', doc: 'the number of levels of nested layers to show (default: 1)' },
  map: {
    value: 'MAP',
    doc: "the weight map: slim, keras, torchvision, or a file (default: the network's own names)",
  },
  'allow-missing': {
    value: 'PATTERN',
    multiple: true,
    doc: 'allow these weights to be missing: Logits, or */gamma',
  },
  profile: { doc: 'time each layer' },
  backend: { value: 'NAME', doc: 'the TensorFlow.js back end (default: the fastest that loads)' },
  weights: { value: 'FILE', doc: 'the trained weights: .safetensors, .npz or model.json' },
  image: {
    value: 'FILE...',
    multiple: true,
    variadic: true,
    doc: 'predict from images: JPEG, PNG or WebP files, folders, or quoted patterns',
  },
  output: { value: 'FILE', doc: 'write the values: one array as .npy, several as .npz' },
  endpoint: { value: 'NAME', multiple: true, doc: 'compute this end point or output' },
  top: { value: 'NUMBER', doc: 'the number of classes to show (default: 5; 1 for several examples)' },
  labels: { value: 'FILE', doc: 'a file with the names of the classes, one per line' },
} as const satisfies Record<string, CommandOption>;

export type OptionName = keyof typeof options;

/** The options of every command that reads specs: the variant of the network. */
export const variantOptions = ['set', 'input', 'until'] as const satisfies OptionName[];

/** The options of every command. */
export const commonOptions = ['quiet', 'no-color', 'help', 'version'] as const satisfies OptionName[];
