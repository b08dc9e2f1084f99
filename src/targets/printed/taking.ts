/** How the layers of a class take their inputs: as one tensor or as a list, and which input is for which port. */
import type { Op } from '../../ops/op.js';

/** A port that some layers give something. */
export interface TakenPort {
  readonly name: string;
  /** The port that it takes the input of in layers that give it nothing. */
  readonly like?: string;
  readonly isOptional: boolean;
  readonly isList: boolean;
}

export interface Taking {
  /** In the order of the inputs. */
  readonly ports: readonly TakenPort[];
  /** Whether layers take a tensor, and not a list: all of them, or some. */
  readonly alone: 'always' | 'sometimes' | 'never';
  /** The ports of the last inputs, in their order, if their places differ between layers. */
  readonly last: readonly LastPort[];
}

interface LastPort {
  readonly port: string;
  /** The setting that tells which layers have it. */
  readonly setting: string;
  readonly isAlways: boolean;
}

/** How layers take inputs that have these ranks by port. */
export function takingOf(
  { inputs }: Op,
  forms: readonly { readonly ranks: readonly (number | undefined)[] }[],
): Taking {
  const all = Object.entries(inputs).map(([name, port], index) => {
    const given = forms.filter(({ ranks }) => ranks[index] !== undefined).length;
    return {
      name,
      port,
      isGiven: given > 0 || !port.optional,
      isOptional: given < forms.length && port.optional === true,
    };
  });
  const counts = new Set(forms.map(({ ranks }) => ranks.filter((rank) => rank !== undefined).length));
  const combinations = new Set(forms.map(({ ranks }) => String(ranks.map((rank) => rank !== undefined))));
  const hasList = all.some(({ port }) => port.least !== undefined);
  const given = all.filter(({ isGiven }) => isGiven);
  const moving = given.filter(({ port }) => port.lastIf !== undefined && combinations.size > 1);
  const taken = given.filter((one) => !moving.includes(one));
  const isOne = given.length === 1 && !hasList;
  return {
    ports: taken.map(({ name, port: { least, like }, isOptional }) => ({
      name,
      isOptional,
      isList: least !== undefined,
      ...(like !== undefined && isOptional ? { like } : {}),
    })),
    alone: isOne ? 'always' : counts.has(1) && !hasList ? 'sometimes' : 'never',
    last: moving.map(({ name, port: { lastIf: setting = '' }, isOptional }) => ({
      port: name,
      setting,
      isAlways: !isOptional,
    })),
  };
}

/** The ranks of a form, in which ports that take the input of another have its rank, and zeros the one of their port. */
export function filledRanks(
  { inputs }: Op,
  ranks: readonly (number | undefined)[],
  { ports }: Taking,
): readonly (number | undefined)[] {
  const names = Object.keys(inputs);
  const filled = [...ranks];
  for (const { name, like } of ports) {
    const { orZeros, rank } = inputs[name] ?? {};
    if (like !== undefined) filled[names.indexOf(name)] ??= filled[names.indexOf(like)];
    if (orZeros && typeof rank === 'number') filled[names.indexOf(name)] ??= rank;
  }
  return filled;
}

/** Whether layers must be told a setting to know which inputs they take. */
export const isTold = ({ last }: Taking, key: string): boolean =>
  last.some(({ setting, isAlways }) => setting === key && !isAlways);

/** Whether the place of an input's shape depends on the layer. */
export const isVaried = ({ alone, last, ports }: Taking): boolean =>
  alone === 'sometimes' || last.length > 0 || ports.some(({ like }) => like !== undefined);
