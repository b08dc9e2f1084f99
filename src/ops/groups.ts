/** Convolutions in groups of channels. */
import { channelsNotDivisible, filtersNotDivisible } from '../diagnostics/messages/shapes.js';
import { type Dim, isKnown } from '../expressions/shape.js';
import { attribute } from './attributes.js';
import { RuleFault } from './fault.js';

export const groups = attribute(
  { type: 'integer', minimum: 1 },
  { doc: 'The number of groups.', default: 1, aliases: ['group', 'num_groups'] },
);

/** A fault if the groups do not divide the input channels and the filters. */
export function faultOfGroups(
  channels: Dim,
  values: { readonly filters: number; readonly groups: number },
): RuleFault | undefined {
  const { filters, groups: count } = values;
  if (isKnown(channels) && channels % count !== 0)
    return new RuleFault(channelsNotDivisible(String(channels), count), { attribute: 'groups' });
  return filters % count === 0
    ? undefined
    : new RuleFault(filtersNotDivisible(filters, count), { attribute: 'groups' });
}
