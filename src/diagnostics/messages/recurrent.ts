/** Recurrent layers: the states that they start with. */
import { error, message } from './message.js';

export const recurrentCodes = {
  'state-mismatch': error(
    'The initial states of a recurrent layer must fit it.',
    'A state has `units` elements, or is an image of `filters` channels; one of a bidirectional layer has twice as many, those of the forward direction first. An LSTM has a hidden state and a cell state, and takes both or none.',
  ),
};

/** `port` is what the state is called; the shapes are those that it has and must have. */
export const wrongState = (port: string, found: string, layer: string, wanted: string, remedy: string | undefined) => {
  const has = found.includes('x') ? `is ${found}` : `has ${found} elements`;
  return message('state-mismatch', `${port} ${has}, but ${layer} takes ${wanted}`, remedy);
};
export const missingState = (port: string) =>
  message('state-mismatch', `${port} is missing: an LSTM takes both states or none`, `add ${port} as the last input`);
