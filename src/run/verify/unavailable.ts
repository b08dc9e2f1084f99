import { Failure } from '../../text/failure.js';

/** A requested back end does not load. */
export class BackendUnavailable extends Failure {}
