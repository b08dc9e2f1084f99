/** The commands and their options: the one table for parsing, help and completion. */

import type { TargetName } from '../all-targets.js';
import { diagnosticFormats } from '../diagnostics/render/index.js';
import type { DiffFormat, ReportFormat } from '../reports/index.js';
import type { Engine } from '../run/predict/predict.js';
import type { BackendName, KerasBackend, VerifiedTarget } from '../run/verify/targets.js';
import { type CommandOption, type OptionName, options, variantOptions } from './options.js';

export interface Command {
  readonly summary: string;
  /** Its operands as help shows them; at least `least`, 1 by default. */
  readonly operands: string;
  readonly least?: number;
  readonly most: number;
  /** The number of operands, from the first, that are specs. */
  readonly specs: number;
  /** Whether its spec must be a file. */
  readonly takesNoStdin?: true;
  /** What the operands are, if not only specs, and other remarks. */
  readonly note?: string;
  readonly options: readonly OptionName[];
  /** How its options differ from the common ones. */
  readonly details?: { readonly [Name in OptionName]?: Partial<Pick<CommandOption, 'doc' | 'value' | 'choices'>> };
  /** Whether an --input may be values of an input: a file that ends in .npy, or numbers with commas. */
  readonly takesTensors?: true;
}

const any = Number.POSITIVE_INFINITY;

/** The targets of `build`; a record, so that the compiler notices a missing one. */
const targetNames = Object.keys({
  tfjs: true,
  'tfjs-inference': true,
  report: true,
  onnx: true,
  keras: true,
} satisfies Record<TargetName, true>);

export const commands = {
  check: {
    summary: 'check specs for mistakes',
    operands: 'SPEC...',
    most: any,
    specs: any,
    options: ['fix', 'update', 'dry-run', 'format', 'max-warnings', ...variantOptions],
    details: { format: { choices: diagnosticFormats } },
  },
  build: {
    summary: 'check, then write code and reports',
    operands: 'SPEC...',
    most: any,
    specs: any,
    options: ['out', 'target', 'check', 'javascript', 'weights', 'map', 'allow-missing', ...variantOptions],
    details: { target: { choices: targetNames } },
  },
  report: {
    summary: 'show shapes, parameters and costs',
    operands: 'SPEC',
    most: 1,
    specs: 1,
    options: ['format', 'out', 'depth', ...variantOptions],
    details: {
      format: { choices: ['text', 'json', 'markdown', 'svg', 'html'] satisfies ReportFormat[] },
      out: { value: 'FILE', doc: 'write to this file; its extension sets the format: .txt, .json, .md, .svg or .html' },
    },
  },
  watch: {
    summary: 'check and report a spec on every save',
    operands: 'SPEC',
    note: 'Press Ctrl-C to stop.',
    most: 1,
    specs: 1,
    takesNoStdin: true,
    options: ['open', ...variantOptions],
  },
  verify: {
    summary: 'run the generated code and compare it with the report',
    operands: 'SPEC...',
    most: any,
    specs: any,
    options: ['format', 'target', 'backend', 'profile', 'depth', ...variantOptions],
    details: {
      format: { choices: ['text', 'json'] },
      target: {
        choices: ['tfjs', 'tfjs-inference', 'keras'] satisfies (VerifiedTarget | 'keras')[],
        doc: 'the code to run (default: tfjs)',
      },
      backend: {
        choices: ['tensorflow', 'wasm', 'cpu', 'jax', 'torch'] satisfies (BackendName | KerasBackend)[],
        doc: 'the back end of TensorFlow.js (default: the fastest that loads), or of Keras: jax, torch or tensorflow',
      },
    },
  },
  run: {
    summary: 'predict with trained weights from images or tensors',
    operands: 'SPEC',
    note: 'Put SPEC before --image, which takes all words up to the next option. An --input that ends in .npy is a file of values, and numbers with commas, as in tokens=5,17,2, are one example; both set the size of the input.',
    most: 1,
    specs: 1,
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
    details: {
      format: { choices: ['text', 'csv', 'json'] },
      backend: {
        choices: ['onnx', 'tensorflow', 'wasm', 'cpu'] satisfies Engine[],
        doc: 'the engine (default: the first of these that loads)',
      },
    },
    takesTensors: true,
  },
  diff: {
    summary: 'show what changed in the architecture',
    operands: 'A B',
    note: 'A and B are files, - for standard input, or REVISION:PATH in the current git repository.',
    least: 2,
    most: 2,
    specs: 2,
    options: ['format', ...variantOptions],
    details: { format: { choices: ['text', 'json', 'markdown', 'html'] satisfies DiffFormat[] } },
  },
  'weights check': {
    summary: 'show how a file of weights fits a network',
    operands: 'SPEC FILE',
    note: 'FILE is .safetensors, .npz, or the model.json of TensorFlow.js; only its header is read.',
    least: 2,
    most: 2,
    specs: 1,
    options: ['map', 'allow-missing', 'format', ...variantOptions],
    details: { format: { choices: ['text', 'json'] } },
  },
  'weights convert': {
    summary: "write a network's weights in another format",
    operands: 'SPEC FILE OUT',
    note: "FILE and OUT are .safetensors, .npz, or the model.json of TensorFlow.js. OUT has the network's own names; a model.json also has its layers.",
    least: 3,
    most: 3,
    specs: 1,
    options: ['map', ...variantOptions],
  },
  fmt: {
    summary: 'format specs',
    operands: 'SPEC...',
    most: any,
    specs: any,
    options: ['check'],
  },
  new: {
    summary: 'create a spec',
    operands: 'NAME',
    note: 'Writes NAME.yaml to the current folder, but never overwrites a file.',
    most: 1,
    specs: 0,
    options: ['from'],
  },
  explain: {
    summary: 'explain a diagnostic, an op, or a value such as relu; without NAME, list diagnostics and ops',
    operands: 'NAME',
    least: 0,
    most: 1,
    specs: 0,
    options: [],
  },
  lsp: {
    summary: 'run a language server for editors',
    operands: '',
    note: 'Editors start it: see docs/editors.md.',
    least: 0,
    most: 0,
    specs: 0,
    options: ['stdio'],
  },
  completion: {
    summary: 'print a script for shell completion',
    operands: 'SHELL',
    note: 'SHELL is bash, zsh or fish. To load the script, run: source <(netspec completion bash), source <(netspec completion zsh), or netspec completion fish | source.',
    most: 1,
    specs: 0,
    options: [],
  },
  help: {
    summary: 'show help for a command',
    operands: 'COMMAND',
    least: 0,
    most: 2,
    specs: 0,
    options: [],
  },
} as const satisfies Record<string, Command>;

export type CommandName = keyof typeof commands;

/** An option with the details of a command. */
export const optionOf = ({ details }: Command, name: OptionName): CommandOption => ({
  ...options[name],
  ...details?.[name],
});
