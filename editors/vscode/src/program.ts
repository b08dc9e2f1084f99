/** Finds the netspec to run. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { type ExtensionContext, workspace } from 'vscode';

/** A process that runs netspec. */
export interface Invocation {
  readonly command: string;
  readonly args: string[];
  readonly env: { readonly [name: string]: string };
}

/** Makes the process of some arguments. */
export type Program = (args: readonly string[]) => Invocation;

/** The netspec of the setting, of the workspace, or of the extension. */
export function findProgram(context: ExtensionContext): Program {
  const main = path.join(packageFolder(context), 'dist', 'cli', 'main.cjs');
  // VS Code itself is the Node.js that runs it, so that none needs to be installed.
  return (args) => ({ command: process.execPath, args: [main, ...args], env: { ELECTRON_RUN_AS_NODE: '1' } });
}

function packageFolder(context: ExtensionContext): string {
  const folders = (workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file');
  const chosen = workspace.getConfiguration('netspec').get<string>('server.path');
  if (chosen) return path.resolve(folders[0]?.uri.fsPath ?? '', chosen);
  const installed = folders.map(({ uri }) => path.join(uri.fsPath, 'node_modules', 'netspec'));
  const usable = workspace.isTrusted ? installed.find(hasServer) : undefined;
  return usable ?? context.asAbsolutePath('dist/netspec');
}

const hasServer = (folder: string): boolean => existsSync(path.join(folder, 'dist', 'cli', 'main.cjs'));
