/** A back end that was asked for does not load here. */
export class BackendUnavailable extends Error {
  override readonly name = 'BackendUnavailable';
}
