/** Recurrent layers: the states that they start with. */
import { error, message } from './message.js';

export const recurrentCodes = {
  'state-mismatch': error(
    'The initial states of a recurrent layer must fit it.',
    'A state has `units` elements; one of a bidirectional layer has twice as many, those of the forward direction first. An LSTM has a hidden state and a cell state, and takes both or none.',
  ),
};

/** `port` is what the state is called; `size` is what it must have, `units` what would fit it. */
export const wrongState = (port: string, found: number, layer: string, size: number, units: number) =>
  message(
    'state-mismatch',
    `${port} has ${found} elements, but ${layer} takes ${size}`,
    Number.isInteger(units) ? `set units: ${units}` : undefined,
  );
export const missingState = (port: string) =>
  message('state-mismatch', `${port} is missing: an LSTM takes both states or none`, `add ${port} as the last input`);
