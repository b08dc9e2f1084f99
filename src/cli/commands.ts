/** The commands and their options: the one table for parsing, help and completion. */

import type { TargetName } from '../all-targets.js';
import { diagnosticFormats } from '../diagnostics/render/index.js';
import type { DiffFormat, ReportFormat } from '../reports/index.js';
import type { Engine } from '../run/predict/predict.js';
import type { BackendName } from '../run/verify/backends.js';
import type { VerifiedTarget } from '../run/verify/targets.js';
import { type CommandOption, type OptionName, options, variantOptions } from './options.js';

export interface Command {
  readonly summary: string;
  /** Its operands as help shows them; at least `least`, 1 by default. */
  readonly operands: string;
  readonly least?: number;
  readonly most: number;
  /** The number of operands, from the first, that are specs. */
  readonly specs: number;
  /** What the operands are, if not only specs. */
  readonly note?: string;
  readonly options: readonly OptionName[];
  /** How its options differ from the common ones. */
  readonly details?: { readonly [Name in OptionName]?: Partial<Pick<CommandOption, 'doc' | 'value' | 'choices'>> };
  /** Whether an --input that ends in .npy is a file with values of an input. */
  readonly takesTensors?: true;
}

const any = Number.POSITIVE_INFINITY;

/** The targets of `build`; a record, so that the compiler notices a missing one. */
const targetNames = Object.keys({
  tfjs: true,
  'tfjs-inference': true,
  report: true,
  onnx: true,
} satisfies Record<TargetName, true>);

export const commands = {
  check: {
    summary: 'find what is wrong with specs',
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
      out: { value: 'FILE', doc: 'write to this file, in the format of its ending: .txt, .json, .md, .svg or .html' },
    },
  },
  watch: {
    summary: 'check and report a spec at each save',
    operands: 'SPEC',
    note: 'SPEC is a file. Interrupt (Ctrl-C) to end.',
    most: 1,
    specs: 1,
    options: ['open', ...variantOptions],
  },
  verify: {
    summary: 'run the generated code, and compare it with the report',
    operands: 'SPEC...',
    most: any,
    specs: any,
    options: ['format', 'target', 'backend', 'profile', 'depth', ...variantOptions],
    details: {
      format: { choices: ['text', 'json'] },
      target: {
        choices: ['tfjs', 'tfjs-inference'] satisfies VerifiedTarget[],
        doc: 'the code to run (default: tfjs)',
      },
      backend: { choices: ['tensorflow', 'wasm', 'cpu'] satisfies BackendName[] },
    },
  },
  run: {
    summary: 'predict with trained weights, from pictures or tensors',
    operands: 'SPEC',
    note: 'SPEC comes before --image, which takes every file after it. An --input that ends in .npy is a file of values, which sets the size of the input.',
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
        doc: 'run on this engine (default: the first of these that loads)',
      },
    },
    takesTensors: true,
  },
  diff: {
    summary: 'show what changed in the architecture',
    operands: 'A B',
    note: 'A and B are files, - for standard input, or REVISION:PATH in the git repository here.',
    least: 2,
    most: 2,
    specs: 2,
    options: ['format', ...variantOptions],
    details: { format: { choices: ['text', 'json', 'markdown', 'html'] satisfies DiffFormat[] } },
  },
  'weights check': {
    summary: 'say which weights of a network a file fills, and which not',
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
    note: "FILE is .safetensors, .npz, or the model.json of TensorFlow.js, and so is OUT, which has the network's own names; a model.json has the network's layers, too.",
    least: 3,
    most: 3,
    specs: 1,
    options: ['map', ...variantOptions],
  },
  fmt: {
    summary: 'bring specs into their one layout',
    operands: 'SPEC...',
    most: any,
    specs: any,
    options: ['check'],
  },
  new: {
    summary: 'start a spec of your own',
    operands: 'NAME',
    note: 'Writes NAME.yaml here, and never over a file that is there.',
    most: 1,
    specs: 0,
    options: ['from'],
  },
  explain: {
    summary: 'say what a diagnostic or an op means; without NAME, list them all',
    operands: 'NAME',
    least: 0,
    most: 1,
    specs: 0,
    options: [],
  },
  completion: {
    summary: 'print a script that completes netspec in a shell',
    operands: 'SHELL',
    note: 'SHELL is bash, zsh or fish. Load it with one of: source <(netspec completion bash), source <(netspec completion zsh), netspec completion fish | source.',
    most: 1,
    specs: 0,
    options: [],
  },
  help: {
    summary: 'show what a command does and takes',
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
