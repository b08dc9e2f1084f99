/** What options are for: their summary, or else what they are used for. */
import { attributeOf } from '../../lower/attributes.js';
import type { Expr, Factory, Module, Option, Statement, TensorFunction } from '../../lower/module.js';
import type { Op } from '../../ops/op.js';
import { sentence } from '../code/words.js';
import { docText } from './docstrings.js';
import { expressionsIn, expressionsOf } from './mentions.js';

type OptionOwner = TensorFunction | Factory;

export class Purposes {
  /** The functions that a function can call, by name. */
  private readonly callees = new Map<OptionOwner, ReadonlyMap<string, TensorFunction>>();

  constructor({ factory, used }: Module) {
    for (const of of [factory, ...used]) {
      const { blocks } = of.parts;
      const callees = new Map([...used, ...blocks].map((one) => [one.name, one]));
      for (const one of [of, ...blocks]) this.callees.set(one, callees);
    }
  }

  /** The purpose of an option that a function has in a variable, as a sentence; undefined if nothing tells. */
  of({ role, summary, key }: Option, owner: OptionOwner, variable = key): string | undefined {
    if (role === 'rename') return docText(`The name of ${summary}.`);
    if (role === 'trainable') return 'Whether training changes the weights.';
    if (role === 'weights') return 'The key under which the layers share their weights.';
    return summary === undefined ? this.use(variable, owner) : docText(sentence(summary));
  }

  /** The purpose of what is given the variable as it is, or else all that depends on it. */
  private use(variable: string, owner: OptionOwner): string | undefined {
    const loops = bodiesIn(owner.body).flatMap((one) => (one.kind === 'for' ? [one.end] : []));
    const conditions = bodiesIn(owner.body).flatMap((one) => (one.kind === 'if' ? [one.condition] : []));
    const definitions = 'definitions' in owner ? owner.definitions : owner.parts.definitions;
    const uses: readonly OptionUse[] = [
      ...definitions.map(({ name, value }) => ({ purpose: name, value, isPart: true })),
      ...this.settingsIn(owner),
      ...conditions.map((value) => ({ purpose: 'which layers there are', value, isPart: true })),
      ...loops.map((value) => ({ purpose: 'the number of repetitions', value })),
    ];
    const direct = uses.find(({ value, isPart }) => !isPart && isOf(value, variable));
    if (direct) return sentence(direct.purpose.charAt(0).toUpperCase() + direct.purpose.slice(1));
    const dependent = uses.filter(({ value }) => [...expressionsIn(value)].some((one) => isOf(one, variable)));
    const purposes = [...new Set(dependent.map(({ purpose }) => purpose))];
    return purposes.length === 0 ? undefined : `Determines ${purposes.join(', and ')}.`;
  }

  /** What a function gives to layers and to other functions. */
  private settingsIn(owner: OptionOwner): readonly OptionUse[] {
    const ops = 'parts' in owner ? owner.parts.ops : [];
    const constants = ops.flatMap(({ op, constants }) =>
      [...constants].map(([key, { value }]) => ({ purpose: attributePurpose(op, key), value })),
    );
    const given = [...expressionsOf(owner.body)].flatMap((one): readonly OptionUse[] => {
      if (one.kind === 'layer')
        return one.attributes.map(({ key, value }) => ({ purpose: attributePurpose(one.op, key), value }));
      const callee = one.kind === 'call' ? this.callees.get(owner)?.get(one.callee) : undefined;
      if (one.kind !== 'call' || !callee) return [];
      return one.options.map(([key, value]) => {
        const option = callee.options.find((other) => other.key === key);
        const purpose = (option && this.of(option, callee)) ?? key;
        return { purpose: phrase(purpose.replace(determines, '')), value, isPart: determines.test(purpose) };
      });
    });
    return [...constants, ...given];
  }
}

/** A value, and what it is for, as a part of a sentence. */
interface OptionUse {
  readonly purpose: string;
  readonly value: Expr;
  /** Whether other things matter for that, too. */
  readonly isPart?: boolean;
}

const determines = /^Determines /;

/** Whether an expression is a variable, at least in some case. */
const isOf = (value: Expr, variable: string): boolean =>
  value.kind === 'conditional'
    ? [value.whenTrue, value.whenFalse].some((one) => isOf(one, variable))
    : value.kind === 'variable' && value.name === variable;

/** `the number of rows`, of an attribute that is `The number of rows: at least 1.` */
function attributePurpose(op: Op, key: string): string {
  const [clause = ''] = attributeOf(op, key).doc.split(/[:;.]/);
  return phrase(clause);
}

/** A sentence as a part of another. */
const phrase = (text: string): string =>
  text.replace(/\.$/, '').replace(/^[A-Z](?=[a-z ])/, (letter) => letter.toLowerCase());

/** Statements and those in them. */
const bodiesIn = (statements: readonly Statement[]): readonly Statement[] =>
  statements.flatMap((one) => ('body' in one ? [one, ...bodiesIn(one.body)] : [one]));
