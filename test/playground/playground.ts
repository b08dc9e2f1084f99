/** The playground as it is built and served. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';

export const folder = 'dist/playground';

export const buildPlayground = (): void => {
  execFileSync(process.execPath, ['build/build/playground.js']);
};

/** Serves the playground as `npm run playground` does. */
export async function servePlayground(): Promise<{ readonly url: string; readonly server: ChildProcess }> {
  const server = spawn(process.execPath, ['build/build/serve-playground.js', '--port', '0']);
  const [line] = await once(server.stdout, 'data');
  return { url: String(line).trim(), server };
}
