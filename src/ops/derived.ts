/** Defaults of attributes that follow from other attributes or from a layer's inputs. */
import { isKnown } from '../expressions/shape.js';
import { type Attribute, type AttributeValues, describeDefault } from './attributes.js';
import { channelsOf, type TensorType } from './types.js';

/**
 * The value of an attribute that a layer does not set; undefined if it has no default. `values` are those of earlier
 * attributes. A share of the channels may be a fraction, which `infer` refuses; of unknown channels it is 1.
 */
export function defaultValue(attribute: Attribute, values: AttributeValues, inputs: readonly TensorType[]): unknown {
  const { like, derived, default: standard } = attribute;
  if (like !== undefined) return values[like];
  if (derived === undefined) return standard;
  const [first] = inputs;
  if ('lastIs' in derived) return inputs.length > 1 && inputs.at(-1)?.dtype === derived.lastIs;
  const channels = first ? channelsOf(first) : 1;
  return isKnown(channels) ? channels / Number(values[derived.channelsPer]) : 1;
}

/** Whether a layer must set an attribute. */
export const isRequired = ({ default: standard, like, derived }: Attribute): boolean =>
  standard === undefined && like === undefined && derived === undefined;

/** A default in words; `quoted` formats what is code. Undefined if there is none. */
export function defaultWords(attribute: Attribute, quoted: (code: string) => string = String): string | undefined {
  const { like, derived } = attribute;
  if (like !== undefined) return `as ${quoted(like)}`;
  if (derived === undefined) return attribute.default === undefined ? undefined : quoted(describeDefault(attribute));
  return 'lastIs' in derived
    ? `whether the last input is ${derived.lastIs}`
    : `channels / ${quoted(derived.channelsPer)}`;
}
