/** The extension on a machine: the server is a process, and commands run netspec. */
import { commands, type ExtensionContext } from 'vscode';
import { LanguageClient } from 'vscode-languageclient/node';
import { clientOptions, onSpec, start } from './extension.js';
import { findProgram } from './program.js';
import { compareWithHead, runInTerminal } from './programs.js';

export async function activate(context: ExtensionContext): Promise<void> {
  const program = findProgram(context);
  const { subscriptions } = context;
  subscriptions.push(
    commands.registerCommand('netspec.diff', () => onSpec((document) => compareWithHead(program, document))),
    commands.registerCommand('netspec.build', () => onSpec((document) => runInTerminal(program, 'build', document))),
    commands.registerCommand('netspec.verify', () => onSpec((document) => runInTerminal(program, 'verify', document))),
  );
  void commands.executeCommand('setContext', 'netspec.runsPrograms', true);
  const { command, args, env } = program(['lsp', '--stdio']);
  const server = { command, args, options: { env: { ...process.env, ...env } } };
  await start(context, new LanguageClient('netspec', 'netspec', server, clientOptions()));
}
