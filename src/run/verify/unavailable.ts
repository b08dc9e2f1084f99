import { Failure } from '../../text/failure.js';

/** A back end that was asked for does not load here. */
export class BackendUnavailable extends Failure {}
