/** Parses the command line. Every mistake in it is a `UsageError`, reported before any spec is read. */

import { parseArgs } from 'node:util';
import type { Options } from '../compile.js';
import { closest } from '../diagnostics/nearest.js';
import type { ParameterValue } from '../spec/spec.js';
import { keysOf } from '../text/lookup.js';
import { type Command, type CommandName, commands, optionOf } from './commands.js';
import { type CommandOption, commonOptions, type OptionName, options } from './options.js';

/** A mistake in the command line. */
export class UsageError extends Error {
  /** `command` is the command that was meant, if known. */
  constructor(
    message: string,
    readonly command?: CommandName,
  ) {
    super(message);
  }
}

/** The values of options by name: true for a switch, a list for an option that may be repeated. */
type OptionValues = {
  readonly [Name in OptionName]?: (typeof options)[Name] extends { readonly value: string }
    ? (typeof options)[Name] extends { readonly multiple: true }
      ? readonly string[]
      : string
    : true;
};

export type VariantOptions = Pick<Options, 'set' | 'input' | 'until'>;

/** A command with its operands and options. */
export interface Invocation {
  readonly command: CommandName;
  readonly operands: readonly string[];
  readonly values: OptionValues;
  /** The requested variant of the network. */
  readonly variant: VariantOptions;
  /** The part of it that each spec takes, by operand, if specs have different parameters or inputs. */
  readonly variants?: ReadonlyMap<string, VariantOptions>;
  /** Values of inputs, by the input's name; '' is the only input. */
  readonly tensors: readonly TensorArgument[];
}

/** The values of an input: a file, or one example in numbers. */
export type TensorArgument = { readonly input: string } & (
  | { readonly file: string }
  | { readonly numbers: readonly number[] }
);

export type Request =
  | { readonly kind: 'help'; readonly command?: CommandName }
  | { readonly kind: 'version' }
  | { readonly kind: 'run'; readonly invocation: Invocation };

/** Parses the arguments after `netspec`. */
export function parseArguments(args: readonly string[]): Request {
  const { words, values, given } = split(args);
  const { command, operands } = commandIn(words);
  const allowed = command ? [...commands[command].options, ...commonOptions] : keysOf(options);
  for (const token of given) checkOption(token, allowed, command);

  if (values.help) return { kind: 'help', ...(command ? { command } : {}) };
  if (values.version) return { kind: 'version' };
  if (!command) throw new UsageError('missing command');
  checkOperands(operands, values, command);
  checkChoices(values, command);
  const { set, input = [], until } = values;
  const { takesTensors }: Command = commands[command];
  const isTensor = (text: string) => takesTensors === true && (text.endsWith('.npy') || text.includes(','));
  const shapes = input
    .filter((text) => !isTensor(text))
    .map((text) => parseInput(text, takesTensors ? shapeOrValues : 'a shape such as 150x150x3 or ?x?x3', command));
  return {
    kind: 'run',
    invocation: {
      command,
      operands,
      values,
      variant: {
        ...(set ? { set: Object.fromEntries(set.map(parseSetting)) } : {}),
        ...(shapes.length > 0 ? { input: Object.fromEntries(shapes) } : {}),
        ...(until === undefined ? {} : { until }),
      },
      tensors: input.filter(isTensor).map(parseTensor),
    },
  };
}

/** The arguments as words and options. A variadic option takes all words up to the next option or `--`. */
function split(args: readonly string[]): { words: string[]; values: OptionValues; given: OptionToken[] } {
  // Not strict, since netspec writes its own messages.
  const { values, tokens } = parseArgs({
    args: [...args],
    options: parseOptions,
    allowPositionals: true,
    strict: false,
    tokens: true,
  });
  const words: string[] = [];
  let takesMore: (string | boolean)[] | undefined;
  for (const token of tokens) {
    if (token.kind === 'positional') (takesMore ?? words).push(token.value);
    else {
      const list = token.kind === 'option' && !token.inlineValue ? values[token.name] : undefined;
      takesMore = token.kind === 'option' && isVariadic(token.name) && Array.isArray(list) ? list : undefined;
    }
  }
  return { words, values: values as OptionValues, given: tokens.filter((token) => token.kind === 'option') };
}

const isOption = (name: string): name is OptionName => Object.hasOwn(options, name);

function isVariadic(name: string): boolean {
  const option: CommandOption | undefined = isOption(name) ? options[name] : undefined;
  return option?.variadic === true;
}

const parseOptions = Object.fromEntries(
  Object.entries(options).map(([name, option]: [string, CommandOption]) => [
    name,
    {
      type: option.value === undefined ? ('boolean' as const) : ('string' as const),
      multiple: option.multiple === true,
      ...(name === 'help' ? { short: 'h' } : {}),
    },
  ]),
);

/** The command, of one word or two, and its operands. */
function commandIn(words: readonly string[]): { command?: CommandName; operands: readonly string[] } {
  const [word, second] = words;
  if (word === undefined) return { operands: [] };
  const names = keysOf(commands);
  const command = names.find((name) => name === word || name === `${word} ${second}`);
  if (command) return { command, operands: words.slice(command.split(' ').length) };
  const ofWord = names.filter((name) => name.startsWith(`${word} `));
  if (ofWord.length > 0 && second === undefined)
    throw new UsageError(`incomplete command; write ${ofWord.join(' or ')}`);
  const wrong = ofWord.length > 0 ? `${word} ${second}` : word;
  throw new UsageError(`unknown command ${quote(wrong)}${hint(wrong, names)}`);
}

interface OptionToken {
  readonly name: string;
  readonly rawName: string;
  readonly value: string | undefined;
  readonly inlineValue: boolean | undefined;
}

function checkOption(
  { name, rawName, value, inlineValue }: OptionToken,
  allowed: readonly OptionName[],
  command?: CommandName,
) {
  if (!isOption(name) || !allowed.includes(name)) {
    const owner = command ? `${command} has` : 'there is';
    const dashed = allowed.map((option) => `--${option}`);
    throw new UsageError(`${owner} no option ${quote(rawName)}${hint(rawName, dashed)}`, command);
  }
  const option: CommandOption = options[name];
  if (option.value === undefined) {
    if (value !== undefined) throw new UsageError(`${rawName} takes no value`, command);
    return;
  }
  // A value that looks like an option is one, and the value before it is missing; --name=-value is a value.
  const isForgotten = !inlineValue && value !== undefined && /^-./.test(value);
  if (!value || isForgotten) throw new UsageError(`${rawName} needs a value: ${rawName} ${option.value}`, command);
}

function checkOperands(operands: readonly string[], values: OptionValues, command: CommandName): void {
  const { operands: label, least = 1, most }: Command = commands[command];
  if (operands.length < least || operands.includes('')) {
    const variadic = keysOf(values).find(isVariadic);
    const hint = variadic ? `; put it before --${variadic}, which takes all words after it` : '';
    throw new UsageError(`${command} needs ${label}${hint}`, command);
  }
  if (operands.length > most) {
    const limit = most === 1 ? `one ${label}` : label;
    const areNumbers = values.input && operands.slice(most).every((word) => /^-?\d+,?$/.test(word));
    const hint = areNumbers ? '; write numbers with commas and without spaces: --input 5,17,2' : '';
    throw new UsageError(`${command} takes ${limit}, not ${operands.length}${hint}`, command);
  }
  if (operands.filter((operand) => operand === '-').length > 1)
    throw new UsageError('standard input can only be read once', command);
}

/** The maximum number of choices in a message. */
const mostListed = 8;

function checkChoices(values: OptionValues, command: CommandName): void {
  for (const name of keysOf(values)) {
    const { choices } = optionOf(commands[command], name);
    if (!choices) continue;
    for (const value of [values[name]].flat()) {
      if (typeof value !== 'string' || choices.includes(value)) continue;
      const isListed = choices.length <= mostListed;
      const expected = isListed ? `must be one of ${choices.join(', ')}, not` : 'cannot be';
      const help = hint(value, choices) || (isListed ? '' : `; netspec help ${command} lists the choices`);
      throw new UsageError(`--${name} ${expected} ${quote(value)}${help}`, command);
    }
  }
}

/** `name=value`: a number, true, false, null or a word. */
function parseSetting(text: string): [string, ParameterValue] {
  const [, name, value] = /^([^=]+)=(.+)$/s.exec(text) ?? [];
  if (name === undefined || value === undefined)
    throw new UsageError(`--set must be NAME=VALUE, such as num_classes=25, not ${quote(text)}`);
  if (value === 'null') return [name, null];
  if (value === 'true' || value === 'false') return [name, value === 'true'];
  if (!/^[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?$/.test(value)) return [name, value];
  if (!Number.isFinite(Number(value))) throw new UsageError(`--set ${name}: the number ${value} is too large`);
  return [name, Number(value)];
}

const shapeOrValues = 'a shape such as 150x150x3, numbers such as 5,17,2, or a file that ends in .npy';

/** `150x150x3`, or `name=150x150x3`; without a name it is ''. */
function parseInput(text: string, expected: string, command: CommandName): [string, readonly (number | null)[]] {
  const [, name, shape] = /^(?:([^=]+)=)?([^=]+)$/s.exec(text) ?? [];
  const sizes = shape?.split('x') ?? [];
  const isShape = sizes.length > 0 && sizes.every((size) => size === '?' || /^[1-9]\d{0,14}$/.test(size));
  if (!isShape) throw new UsageError(`--input must be ${expected}, not ${quote(text)}`, command);
  return [name ?? '', sizes.map((size) => (size === '?' ? null : Number(size)))];
}

/** `x.npy`, `name=x.npy` or `name=1,2,3`. A single number has a comma after it, since `name=77` is a shape. */
function parseTensor(text: string): TensorArgument {
  const [, input = '', values = ''] = /^(?:([\w-]+)=)?(.+)$/s.exec(text) ?? [];
  if (values.endsWith('.npy')) return { input, file: values };
  const numbers = values.replace(/,\s*$/, '').split(',');
  const misfit = numbers.find((number) => !/^\s*-?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?\s*$/.test(number));
  if (misfit !== undefined)
    throw new UsageError(`--input takes numbers with commas between them, as in 5,17,2, not ${quote(text)}`, 'run');
  return { input, numbers: numbers.map(Number) };
}

const quote = (word: string): string => `"${word}"`;

function hint(word: string, candidates: readonly string[]): string {
  const meant = closest(word, candidates);
  return meant === undefined ? '' : `; did you mean ${meant}?`;
}
