/** Runs of the command line inside the test's process, on a host of its own. */
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { run } from '../../src/cli/run.js';

export interface Outcome {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

interface Surroundings {
  readonly stdin?: string | Uint8Array;
  readonly env?: Readonly<Record<string, string>>;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

/** What `netspec ARGS` does and says. */
export async function netspec(args: readonly string[], surroundings: Surroundings = {}): Promise<Outcome> {
  const { stdin = '', env = {}, ...screen } = surroundings;
  const said = { stdout: '', stderr: '' };
  const output = (name: keyof typeof said) => ({
    ...screen,
    write: (text: string) => {
      said[name] += text;
    },
  });
  const status = await run(args, {
    stdin: (async function* () {
      yield Buffer.from(stdin);
    })(),
    stdout: output('stdout'),
    stderr: output('stderr'),
    env,
  });
  return { status, ...said };
}

export const inception = 'specs/inception-v3.yaml';

/** A network that is small enough to read at a glance. */
export const tiny = `netspec: 1
name: Tiny
inputs: {image: 8x8x3}
layers:
- {op: conv2d, name: Conv, filters: 4, kernel_size: 3x3, output: 6x6x4}
- name: Head
  layers:
  - {op: flatten, name: Flatten}
  - {op: dense, name: Dense, units: 10}
outputs: {scores: Head}
`;

/** The same with one mistake, on line 5. */
export const broken = tiny.replace('kernel_size', 'kernelsize');

/** The same with something that does nothing, on line 4. */
export const doubtful = tiny.replace('layers:\n', 'parameters: {unused: 1}\nlayers:\n');

/** A folder of files that goes away with the machine's other temporary files. */
export class Folder {
  readonly path = mkdtempSync(path.join(tmpdir(), 'netspec-'));

  at(file: string): string {
    return path.join(this.path, file);
  }

  write(file: string, content: string | Uint8Array): string {
    writeFileSync(this.at(file), content);
    return this.at(file);
  }

  read(file: string): string {
    return readFileSync(this.at(file), 'utf8');
  }
}
