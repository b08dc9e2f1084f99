/** Declarations about the network: outputs, numbers of parameters, totals. */
import { error, message } from './message.js';

export const claimCodes = {
  'output-mismatch': error(
    'An item must compute the output shape that it declares.',
    'Either the declaration is out of date, or the layers are not as intended. If the network is right, netspec check --update writes the computed value.',
  ),
  'params-mismatch': error(
    'An item must have as many parameters as it declares.',
    'Either the declaration is out of date, or the layers are not as intended. If the network is right, netspec check --update writes the computed value.',
  ),
  'total-mismatch': error(
    'The network must have the totals that it expects.',
    'Either the total is out of date, or the network is not as intended. If the network is right, netspec check --update writes the computed value.',
  ),
};

// ---------------------------------------------------------------- a claim in words

export const declaresOutput = (label: string, declared: string, computed: string): string =>
  `${label} declares ${declared} but computes ${computed}`;
export const declaresParams = (label: string, declared: number, actual: number): string =>
  `${label} declares ${declared} parameters but has ${actual}`;
export const expectsCount = (what: string, expected: number, actual: number): string =>
  `expected ${expected} layers with ${what}, found ${actual}`;
export const expectsTotal = (what: string, expected: number, actual: number): string =>
  `${what}: expected ${expected}, computed ${actual}`;

/** What would hold. */
export const holdsOutput = (label: string, declared: string): string => `${label} computes the declared ${declared}`;
export const holdsParams = (label: string, declared: number): string =>
  `${label} has the declared ${declared} parameters`;
export const holdsTotal = (what: string, expected: number): string => `${what} is ${expected}, as expected`;
export const heldWith = (value: string, held: string): string => `with ${value}, ${held}`;

// ---------------------------------------------------------------- outputs

export const outputMismatch = (claim: string) => message('output-mismatch', claim);
export const imageIntoDense = (claim: string, shape: string, ops: readonly string[]) =>
  message(
    'output-mismatch',
    `${claim}: this dense layer is given the image ${shape}`,
    `put ${ops.map((op) => `{op: ${op}}`).join(' or ')} before it`,
  );
export const channelsFirstInput = (input: string, shape: string, channelsLast: string) =>
  message(
    'output-mismatch',
    `input ${input} is ${shape}, but a shape is height x width x channels`,
    `write ${channelsLast}`,
  );
export const declaredHere = 'declared here';
export const sumOfChannels = (terms: string, channels: string): string => `${terms} = ${channels} channels`;
export const otherValue = (attribute: string, value: string, layer: string): string =>
  `if the declared output is right, write ${attribute}: ${value} for ${layer}`;
export const otherValueToFit = (attribute: string, value: string, layer: string): string =>
  `to fit the others, write ${attribute}: ${value} for ${layer}`;

// ---------------------------------------------------------------- parameters

export const paramsMismatch = (claim: string) => message('params-mismatch', claim);
export const manyParamsMismatch = (claim: string, others: number, setting: string) =>
  message(
    'params-mismatch',
    `${claim}, and ${others} more counts are wrong`,
    `${setting} would make all of them right`,
  );
export const noParams = 'no layer has any';

// ---------------------------------------------------------------- totals

export const totalMismatch = (claim: string, others: number, cause: string) =>
  message(
    'total-mismatch',
    `${claim}${others === 0 ? '' : `, and ${others} more ${others === 1 ? 'total is' : 'totals are'} stale`}${cause}`,
  );
export const isNew = (names: string): string => `: ${names} is new`;
export const isMissing = (names: string): string => `: one like ${names} is missing`;
export const addsSizes = (item: string, sizes: string): string => `${item}: ${sizes}`;
export const hasMissing = (item: string, sizes: string): string => `${item} accounts for the difference: ${sizes}`;
export const inExpectedVariant = 'in the variant described here';

// ---------------------------------------------------------------- updates

export const changeEach = (edits: number): string =>
  `change ${edits === 2 ? 'both' : `all ${edits}`} to the computed values`;
export const usesDiffer = 'uses of the block differ; declare it in each use';
