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
  set: { value: 'NAME=VALUE', multiple: true, doc: 'set a parameter; null is none' },
  input: { value: '[NAME=]SHAPE', multiple: true, doc: 'set the shape of an input: 150x150x3, or ?x?x3' },
  until: { value: 'ENDPOINT', doc: 'cut the network at this end point' },
  quiet: { doc: 'print errors and results only: no warnings, no progress' },
  'no-color': { doc: 'print no colors, as with NO_COLOR in the environment' },
  help: { doc: 'show what a command does and takes' },
  version: { doc: 'show the version of netspec' },
  format: { value: 'FORMAT', doc: 'the format of the result' },
  fix: { doc: 'mend slips that can mean one thing only, and say which; standard input goes to standard output' },
  update: { doc: 'declare the outputs, params and totals that are computed, if there is no other error' },
  'dry-run': { doc: 'with --fix or --update: print the edits as a diff, and write nothing' },
  'max-warnings': { value: 'NUMBER', doc: 'fail if there are more warnings than this' },
  out: { value: 'FOLDER', doc: 'the folder to write to (default: generated)' },
  target: { value: 'NAME', multiple: true, doc: 'what to build (default: tfjs and report)' },
  check: { doc: 'write nothing; fail if a file differs from what would be written' },
  javascript: { doc: 'write JavaScript with JSDoc types instead of TypeScript' },
  from: {
    value: 'ENTRY',
    choices: keysOf(gallery),
    doc: 'start from this network of the gallery instead of a small one',
  },
  open: { doc: 'serve a page to this machine that follows each save, and print its address' },
  depth: { value: 'NUMBER', doc: 'how many levels of modules to unfold (default: 1)' },
  map: {
    value: 'MAP',
    doc: "which tensor fills which weight: slim, keras, torchvision, or a file of your own (default: the network's own names)",
  },
  'allow-missing': {
    value: 'PATTERN',
    multiple: true,
    doc: 'let these weights be unfilled, as for a new head: Logits, or */gamma',
  },
  profile: { doc: 'time each layer, and show it beside its MACs' },
  backend: { value: 'NAME', doc: 'run on this back end (default: the best of TensorFlow.js that loads)' },
  weights: { value: 'FILE', doc: 'the trained weights: .safetensors, .npz or model.json' },
  image: {
    value: 'FILE...',
    multiple: true,
    variadic: true,
    doc: 'predict from these pictures: JPEG, PNG or WebP files, folders of them, or quoted patterns',
  },
  output: { value: 'FILE', doc: 'write the values: one array as .npy, several as .npz' },
  endpoint: { value: 'NAME', multiple: true, doc: 'compute this end point or output' },
  top: { value: 'NUMBER', doc: 'how many classes to show (default: 5; 1 for several examples)' },
  labels: { value: 'FILE', doc: 'the names of the classes, one a line' },
} as const satisfies Record<string, CommandOption>;

export type OptionName = keyof typeof options;

/** The options of every command that reads specs: the variant of the network. */
export const variantOptions = ['set', 'input', 'until'] as const satisfies OptionName[];

/** The options of every command. */
export const commonOptions = ['quiet', 'no-color', 'help', 'version'] as const satisfies OptionName[];
