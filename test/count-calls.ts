/** Counts calls of functions: what work costs, the same on every machine. */
import { Session } from 'node:inspector';

let session: Session | undefined;

/** How many calls of functions some work takes, those of libraries included. */
export function countCalls(work: () => void): number {
  if (!session) {
    session = new Session();
    session.connect();
    session.post('Profiler.enable');
    session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: false });
  }
  takeCalls(session);
  work();
  return takeCalls(session);
}

/** The calls since the last time. */
function takeCalls(from: Session): number {
  let calls = 0;
  from.post('Profiler.takePreciseCoverage', (error, coverage) => {
    if (error) throw error;
    for (const { functions } of coverage.result) for (const { ranges } of functions) calls += ranges[0]?.count ?? 0;
  });
  return calls;
}
