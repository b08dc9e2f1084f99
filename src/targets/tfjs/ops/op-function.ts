/** What is decided of an op's function before it is written. */
import type { Op } from '../../../ops/op.js';
import type { LayerItem } from '../../../spec/spec.js';
import type { Usage } from './usage.js';

/** What calls of an op's function have to know. */
export interface Callee extends Pick<Usage, 'options'> {
  readonly name: string;
}

/** An op's function, as far as it is decided before it is written. */
export interface OpFunction extends Callee, Usage {
  readonly op: Op;
  /** The layers that call it. */
  readonly items: readonly LayerItem[];
  readonly optionsType: string;
}
