/** Loaded into a program with --expose-gc, sends the megabytes that are in use when it is asked. */
process.on('message', () => {
  globalThis.gc();
  process.send(process.memoryUsage().heapUsed / 2 ** 20);
});
