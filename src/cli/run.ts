/** Runs one command line. */
import { visible } from '../text/display.js';
import { Failure } from '../text/failure.js';
import { type Invocation, parseArguments, type Request, UsageError } from './arguments.js';
import type { CommandName } from './commands.js';
import { helpText } from './help.js';
import { type Host, status } from './host.js';
import { withSpecFiles } from './operands.js';
import { packageVersion } from './package.js';
import { withVariants } from './variant-names.js';

/** Each command loads only what it needs. */
const load: Readonly<Record<CommandName, () => Promise<{ run(invocation: Invocation, host: Host): Promise<number> }>>> =
  {
    check: () => import('./check.js'),
    build: () => import('./build.js'),
    report: () => import('./report.js'),
    watch: () => import('./watch.js'),
    verify: () => import('./verify.js'),
    run: () => import('./predict.js'),
    diff: () => import('./diff.js'),
    'weights check': () => import('./weights/check.js'),
    'weights convert': () => import('./weights/convert.js'),
    fmt: () => import('./fmt.js'),
    new: () => import('./new.js'),
    explain: () => import('./explain.js'),
    lsp: () => import('./lsp.js'),
    completion: () => import('./completion.js'),
    help: () => import('./help.js'),
  };

/** Runs the command; gives the exit status. */
export async function run(args: readonly string[], host: Host): Promise<number> {
  try {
    return await answer(parseArguments(args), host);
  } catch (error) {
    if (!(error instanceof UsageError || error instanceof Failure)) throw error;
    host.stderr.write(`netspec: ${visible(error.message)}\n`);
    if (error instanceof UsageError)
      host.stderr.write(`Try: netspec ${error.command ? `${error.command} ` : ''}--help\n`);
    return status.failed;
  }
}

async function answer(request: Request, host: Host): Promise<number> {
  if (request.kind === 'help') host.stdout.write(helpText(request.command));
  else if (request.kind === 'version') host.stdout.write(`${packageVersion()}\n`);
  else {
    const command = await load[request.invocation.command]();
    const invocation = await withSpecFiles(request.invocation);
    return command.run(await withVariants(invocation, host), host);
  }
  return status.ok;
}
