/** Attributes of rotary positions. */
import { attribute } from './attributes.js';

export const wavelength = attribute(
  { type: 'number', above: 0 },
  {
    doc: 'The factor between the wavelengths of the first pair of channels and of one after the last.',
    default: 10000,
    aliases: ['theta', 'rope_theta', 'base', 'rope_base', 'rotary_emb_base'],
  },
);
