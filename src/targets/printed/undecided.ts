import { TargetLimit } from '../target.js';

/** An attribute decides which code is written, but differs between the layers that the code is for. */
export class Undecided extends TargetLimit {
  constructor(readonly key: string) {
    super(`code for ${key} as an option`);
  }
}
