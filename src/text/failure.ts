/**
 * Something failed for a reason outside of specs, such as a file that can't be read, or a back end that does not load.
 * The program shows the message and fails.
 */
export class Failure extends Error {}
