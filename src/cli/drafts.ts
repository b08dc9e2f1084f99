/**
 * Drafts: a file is written completely beside its place, and then renamed. A draft's name tells which process on which
 * machine writes it, so that a draft of a killed process is recognized.
 */

import { existsSync, lstatSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { hostname } from 'node:os';
import path from 'node:path';
import { errorCode } from './error-code.js';

/** Names of files may have 255 bytes, and so may names of machines. */
const machine = hostname()
  .replaceAll(/[^A-Za-z0-9]/g, '')
  .slice(0, 40);
const draftName = /^\.netspec-(?<machine>[A-Za-z0-9]*)-(?<pid>\d+)-\d+$/;

/** The maximum time that writing takes, in milliseconds; a process on another machine can't be asked. */
const longestWrite = 60 * 60 * 1000;

let count = 0;

/** A unique name for a draft in a folder. */
export function draftIn(folder: string): string {
  count += 1;
  return path.join(folder, `.netspec-${machine}-${process.pid}-${count}`);
}

/**
 * Makes a folder and its parents. Node's `mkdir` with `recursive` never returns if the parent exists and refuses with
 * ENOENT, as /proc does.
 */
export function makeFolder(folder: string, mode?: number): void {
  try {
    mkdirSync(folder, { mode });
  } catch (error) {
    if (statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return;
    const above = path.dirname(folder);
    if (errorCode(error) !== 'ENOENT' || existsSync(above)) throw error;
    makeFolder(above, mode);
    makeFolder(folder, mode);
  }
}

/** The drafts of this process. */
const open = new Set<string>();

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Writes a draft that is renamed at the end. If that fails, or the process is ended, the draft is deleted. */
export async function withDraft(folder: string, write: (draft: string) => Promise<void>): Promise<void> {
  const draft = draftIn(folder);
  if (open.size === 0) watchForEnd();
  open.add(draft);
  try {
    await write(draft);
  } finally {
    remove(draft);
    open.delete(draft);
    if (open.size === 0) stopWatching();
  }
}

function watchForEnd(): void {
  process.on('exit', removeOpen);
  for (const signal of signals) process.on(signal, endBy);
}

function stopWatching(): void {
  process.off('exit', removeOpen);
  for (const signal of signals) process.off(signal, endBy);
}

function removeOpen(): void {
  for (const draft of open) remove(draft);
}

/** Ends the process as the signal would. */
function endBy(signal: NodeJS.Signals): void {
  removeOpen();
  stopWatching();
  process.kill(process.pid, signal);
}

/** Deletes the drafts of killed processes in a folder. */
export function removeAbandonedDrafts(folder: string): void {
  for (const name of namesIn(folder)) {
    const { groups } = draftName.exec(name) ?? {};
    if (!groups) continue;
    const file = path.join(folder, name);
    const isLocal = groups.machine === machine;
    if ((isLocal && !isRunning(Number(groups.pid))) || isOlder(file, longestWrite)) remove(file);
  }
}

/** The names in a folder; none if it can't be read. */
export function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** Whether a file was last written more than `age` milliseconds ago. */
export function isOlder(file: string, age: number): boolean {
  const stats = lstatSync(file, { throwIfNoEntry: false });
  return stats !== undefined && Date.now() - stats.mtimeMs > age;
}

/** Deletes a file if possible. */
export function remove(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch {
    // Its owner deletes it.
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // It runs, as another user.
    return errorCode(error) === 'EPERM';
  }
}
