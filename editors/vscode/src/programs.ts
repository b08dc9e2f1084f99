/** Commands that run netspec. */
import { execFile } from 'node:child_process';
import path from 'node:path';
import {
  ProcessExecution,
  Task,
  TaskPanelKind,
  TaskScope,
  type TextDocument,
  tasks,
  ViewColumn,
  window,
  workspace,
} from 'vscode';
import type { Program } from './program.js';

/** Runs a command on a spec in a terminal. */
export async function runInTerminal(program: Program, name: 'build' | 'verify', document: TextDocument): Promise<void> {
  const { cwd, file } = await savedFile(document);
  const { command, args, env } = program([name, file]);
  const folder = workspace.getWorkspaceFolder(document.uri);
  const execution = new ProcessExecution(command, args, { cwd, env });
  const definition = { type: 'netspec', command: name, file };
  const task = new Task(definition, folder ?? TaskScope.Workspace, `${name} ${file}`, 'netspec', execution);
  task.presentationOptions = { clear: true, panel: TaskPanelKind.Shared };
  await tasks.executeTask(task);
}

/** Shows how a spec differs from the last commit, with both networks side by side. */
export async function compareWithHead(program: Program, document: TextDocument): Promise<void> {
  const { cwd, file } = await savedFile(document);
  const { command, args, env } = program(['diff', `HEAD:./${file}`, file, '--format', 'html']);
  const html = await outputOf(command, args, { cwd, env: { ...process.env, ...env }, maxBuffer: 2 ** 28 });
  const panel = window.createWebviewPanel('netspec.diff', `${path.basename(file)}: HEAD → now`, ViewColumn.Beside, {
    enableScripts: true,
    localResourceRoots: [],
    retainContextWhenHidden: true,
  });
  panel.webview.html = html;
}

/** The spec as a file on the disk, relative to its folder of the workspace, and saved. */
async function savedFile(document: TextDocument): Promise<{ readonly cwd: string; readonly file: string }> {
  if (document.uri.scheme !== 'file' || !(await document.save())) throw new Error('Save the spec as a file first.');
  const cwd = workspace.getWorkspaceFolder(document.uri)?.uri.fsPath ?? path.dirname(document.uri.fsPath);
  return { cwd, file: path.relative(cwd, document.uri.fsPath).replaceAll('\\', '/') };
}

/** The standard output of a program; throws its standard error if it fails. */
function outputOf(command: string, args: readonly string[], options: object): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(command, args, { ...options, encoding: 'utf8' }, (error, output, errors) =>
      error ? reject(new Error(errors.trim() || error.message)) : resolve(output),
    );
  });
}
