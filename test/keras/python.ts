/** Python with Keras, if it is there. */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const { NETSPEC_PYTHON: python = 'python3' } = process.env;

const environmentOf = (backend: string) => ({ ...process.env, KERAS_BACKEND: backend, TF_CPP_MIN_LOG_LEVEL: '3' });

/** Whether Python has all of some packages. */
export const hasPackages = (...packages: readonly string[]): boolean => {
  const found = packages.map((name) => `find_spec("${name}")`).join(' and ');
  return spawnSync(python, ['-c', `from importlib.util import find_spec; exit(not (${found}))`]).status === 0;
};

/** What a script in this folder prints, of values that it is given in a file. */
export async function runScript(script: string, given: unknown, backend: string): Promise<unknown> {
  const folder = mkdtempSync(path.join(tmpdir(), 'netspec-keras-'));
  try {
    const file = path.join(folder, 'given.json');
    writeFileSync(file, JSON.stringify(given));
    const child = spawn(python, [fileURLToPath(new URL(script, import.meta.url)), file], {
      env: environmentOf(backend),
    });
    let [printed, errors] = ['', ''];
    child.stdout.on('data', (data) => {
      printed += data;
    });
    child.stderr.on('data', (data) => {
      errors += data;
    });
    const status = await new Promise((resolve) => child.on('close', resolve));
    if (status !== 0) throw new Error(errors);
    // Python writes values that JSON does not have.
    return JSON.parse(printed.replaceAll(/-?\b(NaN|Infinity)\b/g, 'null'));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
