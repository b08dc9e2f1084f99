/** Windows over a sequence: their attributes. */
import { attribute } from './attributes.js';
import { paddingAliases, stridesAliases, windowAliases } from './windows.js';

const positive = { type: 'integer', minimum: 1 } as const;

export const length = attribute(positive, { doc: 'The length of the window.', aliases: windowAliases });

export const step = attribute(positive, { doc: 'The step of the window.', default: 1, aliases: stridesAliases });

export const causalPadding = attribute(
  { type: 'choice', choices: ['valid', 'same', 'causal'] },
  {
    doc: 'valid: no padding. same: pads both ends with zeros, so that the length is divided by the strides. causal: pads the beginning alone, so that no output depends on later inputs.',
    default: 'valid',
    aliases: paddingAliases,
  },
);

export const dilation = attribute(positive, {
  doc: 'The distance between the samples of the window; 1 is no dilation.',
  default: 1,
  aliases: ['dilation', 'dilations', 'dilation_factor', 'rate'],
});
