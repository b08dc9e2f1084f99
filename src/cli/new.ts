/** `netspec new`: writes a spec to start from, one of the gallery or a small one, with a line for its schema. */
import { lstat, readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { compile } from '../compile.js';
import { layerName } from '../read/words.js';
import { Failure } from '../text/failure.js';
import { type Invocation, UsageError } from './arguments.js';
import { writeWhole } from './files.js';
import { type Host, status } from './host.js';
import { attempt } from './spec.js';
import { starter } from './starter.js';

export async function run({ operands, values }: Invocation, host: Host): Promise<number> {
  const [name = ''] = operands;
  if (!layerName.test(name)) {
    throw new UsageError(
      `invalid name "${name}"; use letters, digits, _ and -, starting with a letter or a digit`,
      'new',
    );
  }
  const file = `${name}.yaml`;
  return attempt(host, async () => {
    if (await isThere(file)) throw new Failure(`cannot write ${file}: it already exists`);
    const text = values.from ? await readFile(path.join(root, 'specs', `${values.from}.yaml`), 'utf8') : starter;
    await writeWhole(file, Buffer.from(withSchema(renamed(text, name), await schemaReference(path.resolve()))));
    if (!values.quiet) host.stdout.write(`wrote ${file}\n`);
    return status.ok;
  });
}

/** The folder of this installation. */
const root = fileURLToPath(new URL('../../', import.meta.url));

const schemaFile = 'generated/netspec.schema.json';

const isThere = (file: string): Promise<boolean> =>
  lstat(file).then(
    () => true,
    () => false,
  );

/** A spec under another name. */
function renamed(text: string, name: string): string {
  const { model } = compile(text);
  if (!model) throw new Error('a spec that comes with netspec has mistakes');
  const { start, end } = model.graph.spec.name.span;
  return text.slice(0, start) + name + text.slice(end);
}

/** A spec with a first line that tells editors its schema. */
const withSchema = (text: string, schema: string): string =>
  text.replace(/(?<=^# yaml-language-server: \$schema=).*/, () => schema);

/**
 * The schema's address for a spec in a folder: a relative path if netspec is installed in a project around the folder,
 * or the folder is in netspec's own, so that it works on other machines; else the file's URL.
 */
async function schemaReference(folder: string): Promise<string> {
  for (let project = folder; ; project = path.dirname(project)) {
    const installed = path.join(project, 'node_modules', 'netspec', schemaFile);
    if (await isThere(installed)) return relativePath(folder, installed);
    if (project === path.dirname(project)) break;
  }
  const own = path.join(root, schemaFile);
  const isInside = `${folder}${path.sep}`.startsWith(root);
  return isInside ? relativePath(folder, own) : pathToFileURL(own).href;
}

/** With forward slashes on every system. */
const relativePath = (from: string, to: string): string => path.relative(from, to).split(path.sep).join('/');
