/** Keras in a process of Python, which answers one request after the other. */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import type { KerasBackend } from '../targets.js';
import { BackendUnavailable } from '../unavailable.js';
import { runner } from './runner.js';

/** The longest time for an answer, in milliseconds: large networks compile for minutes. */
const longestAnswer = 600_000;

/** The longest time to end. */
const longestEnd = 5000;

/** What is kept of what Python prints, in characters. */
const longestLog = 10_000;

/** The first answer: Keras is there, or packages are missing. */
interface Started {
  readonly folder: string;
  readonly backend?: string;
  readonly missing?: readonly string[];
}

/** The command that runs Python. */
export const pythonCommand = (): string =>
  process.env.NETSPEC_PYTHON || (process.platform === 'win32' ? 'python' : 'python3');

/** Starts Python with Keras on a back end; by default the environment's, or the first that is installed. */
export async function startKeras(backend?: KerasBackend): Promise<KerasProcess> {
  const command = pythonCommand();
  const python = new KerasProcess(command);
  try {
    return await python.start(backend);
  } catch (error) {
    await python.close();
    const why = error instanceof Error ? error.message : String(error);
    throw error instanceof BackendUnavailable
      ? error
      : new BackendUnavailable(`cannot run Keras with ${command}: ${why}`);
  }
}

function parse(line: string) {
  try {
    return JSON.parse(line);
  } catch {
    throw new Error(`expected JSON, got ${line.slice(0, 80)}`);
  }
}

/** A process of Python. */
export class KerasProcess {
  /** The name of the back end of Keras. */
  backend = '';
  /** A folder for files that both sides read. Python removes it when it ends, even if this process is killed. */
  folder = '';
  private readonly process: ChildProcessWithoutNullStreams;
  private readonly lines: AsyncIterator<string, undefined>;
  private readonly spawned: Promise<unknown>;
  private log = '';

  constructor(private readonly command: string) {
    const quiet = { TF_CPP_MIN_LOG_LEVEL: '3', TF_ENABLE_ONEDNN_OPTS: '0' };
    const env = { ...quiet, ...process.env, PYTHONUTF8: '1', PYTHONDONTWRITEBYTECODE: '1' };
    this.process = spawn(command, ['-c', runner], { env });
    this.spawned = once(this.process, 'spawn');
    // Its end is noticed where an answer is awaited.
    this.spawned.catch(() => {});
    this.process.stdin.on('error', () => {});
    this.process.stderr.on('data', (text) => {
      this.log = (this.log + text).slice(-longestLog);
    });
    this.lines = createInterface({ input: this.process.stdout })[Symbol.asyncIterator]();
  }

  async start(wanted: KerasBackend | undefined): Promise<this> {
    const { command } = this;
    try {
      await this.spawned;
    } catch {
      throw new BackendUnavailable(
        `cannot run ${command}; install Python 3, or set NETSPEC_PYTHON to the path of one that has Keras`,
      );
    }
    const { folder, backend, missing = [] } = await this.ask<Started>({ task: 'start', wanted: wanted ?? null });
    this.folder = folder;
    if (missing.length > 0 || backend === undefined) {
      const install = `${command} -m pip install ${missing.join(' ')}`;
      throw new BackendUnavailable(`${command} has no ${missing.join(' and no ')}; install with: ${install}`);
    }
    this.backend = backend;
    return this;
  }

  /** Sends a request, and gives the answer. Rejects if Python answers with an error, ends, or takes too long. */
  async ask<Answer>(request: object, patience = longestAnswer): Promise<Answer> {
    this.process.stdin.write(`${JSON.stringify(request)}\n`);
    let timer: NodeJS.Timeout | undefined;
    const tooLong = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        this.process.kill('SIGKILL');
        reject(new Error(`Python has not answered in ${patience / 1000} s`));
      }, patience);
    });
    const line = await Promise.race([this.lines.next(), tooLong]).finally(() => clearTimeout(timer));
    if (line.done) throw new Error(await this.lastWords());
    const answer: Answer & { readonly error?: string } = parse(line.value);
    if (answer.error !== undefined) throw new Error(answer.error);
    return answer;
  }

  /** Ends Python, and removes its folder. */
  async close(): Promise<void> {
    this.process.stdin.end();
    const timer = setTimeout(() => this.process.kill('SIGKILL'), longestEnd);
    await this.ended();
    clearTimeout(timer);
    if (this.folder) await rm(this.folder, { recursive: true, force: true });
  }

  private async ended(): Promise<void> {
    const { process: child } = this;
    const isRunning = child.pid !== undefined && child.exitCode === null && child.signalCode === null;
    if (isRunning) await once(child, 'close');
  }

  /** Why Python has ended: the last line that it printed. */
  private async lastWords(): Promise<string> {
    await this.ended();
    const { exitCode, signalCode } = this.process;
    const last = this.log.trimEnd().split('\n').at(-1)?.trim();
    return `Python has ended with ${signalCode ?? `status ${exitCode}`}${last ? `: ${last}` : ''}`;
  }
}
