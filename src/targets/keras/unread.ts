/** The options of ops that no layer reads: a printed class is written for the values that they have in all variants. */
import type { Expr, Module, OpFunction, Parts, Statement, TensorFunction } from '../../lower/module.js';

/** Whether the function of an op reads an attribute. */
type IsRead = (of: OpFunction, key: string) => boolean;

/** The functions of a spec's ops by name, with the options that they read. */
type Callees = ReadonlyMap<string, OpFunction>;

/** The module without such options. */
export function withoutUnread({ factory, used, ...module }: Module, isRead: IsRead): Module {
  return {
    ...module,
    factory: ofSpec(factory, isRead),
    used: used.map((one) => ofSpec(one, isRead)),
  };
}

function ofSpec<T extends Pick<TensorFunction, 'body'> & { readonly parts: Parts }>(of: T, isRead: IsRead): T {
  const { ops, blocks, ...others } = of.parts;
  const read = ops.map((one): OpFunction => {
    return { ...one, options: new Map([...one.options].filter(([key]) => isRead(one, key))) };
  });
  const callees = new Map(read.map((one) => [one.name, one]));
  const withBody = <F extends Pick<TensorFunction, 'body'>>(one: F): F => ({
    ...one,
    body: calling(one.body, callees),
  });
  return { ...withBody(of), parts: { ...others, ops: read, blocks: blocks.map(withBody) } };
}

/** Statements whose calls give functions the options that these have. */
const calling = (statements: readonly Statement[], callees: Callees): readonly Statement[] =>
  statements.map((one) => {
    if ('body' in one) return { ...one, body: calling(one.body, callees) };
    return one.kind === 'set' || one.kind === 'append' ? { ...one, value: callOf(one.value, callees) } : one;
  });

function callOf(value: Expr, callees: Callees): Expr {
  if (value.kind !== 'layer') return value;
  const options = callees.get(value.callee)?.options;
  return { ...value, attributes: value.attributes.filter(({ key }) => options?.has(key)) };
}
