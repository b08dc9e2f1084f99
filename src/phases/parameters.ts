/** What values parameters take. */
import { checkValue, Misfit } from '../ops/attributes.js';
import type { Parameter, ParameterValue } from '../spec.js';

/** Why a parameter can't have a value, in words that follow its name; undefined where it can. */
export function misfitOf({ type, nullable }: Parameter, value: ParameterValue): string | undefined {
  if (value === null && nullable) return undefined;
  const checked = type === undefined ? value : checkValue(type, value);
  return checked instanceof Misfit ? checked.message : undefined;
}
