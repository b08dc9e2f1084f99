/** The playground as it is served. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

export const folder = 'dist/playground';

/** Serves the playground as `npm run playground` does. */
export async function servePlayground(): Promise<{ readonly url: string; readonly server: ChildProcess }> {
  const server = spawn(process.execPath, ['build/build/serve-playground.js', '--port', '0']);
  const [line] = await once(server.stdout, 'data');
  return { url: String(line).trim(), server };
}
