/** Runs the latest of several tasks once none has come for a while. */
export class Latest {
  private timer: ReturnType<typeof setTimeout> | undefined;

  /** `pause` is in milliseconds. */
  constructor(private readonly pause: number) {}

  run(task: () => Promise<void>): void {
    clearTimeout(this.timer);
    // A task that fails because the server ends has nothing to tell; other failures are in the server's log.
    this.timer = setTimeout(() => void task().catch(() => {}), this.pause);
  }
}
