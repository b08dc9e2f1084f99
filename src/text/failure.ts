/**
 * What can't be done for a reason outside of specs, such as a file that can't be read, or a back end that does not load
 * here; the message says it all, and the program shows it and fails.
 */
export class Failure extends Error {}
