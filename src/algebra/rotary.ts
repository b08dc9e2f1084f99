/** Which channels rotary positions pair: one of each half, as GPT-NeoX and Keras Hub do, or neighbors, as GPT-J does. */
export const rotaryForms = ['half', 'interleaved'] as const;
export type RotaryForm = (typeof rotaryForms)[number];
