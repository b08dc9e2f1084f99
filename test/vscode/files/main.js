/** An extension with a folder /work, which is in the memory of the test's server. */
const { Disposable, EventEmitter, FileSystemError, FileType, Uri, workspace } = require('vscode');

const changes = new EventEmitter();
let texts;

const nameOf = ({ path }) => path.replace(/^\/work\/?/, '');

async function textOf(uri) {
  const all = await texts;
  const name = nameOf(uri);
  if (!Object.hasOwn(all, name)) throw FileSystemError.FileNotFound(uri);
  return new TextEncoder().encode(all[name]);
}

const provider = {
  onDidChangeFile: changes.event,
  watch: () => new Disposable(() => {}),
  readFile: textOf,
  async stat(uri) {
    if (nameOf(uri) === '' || uri.path === '/') return { type: FileType.Directory, ctime: 0, mtime: 0, size: 0 };
    return { type: FileType.File, ctime: 0, mtime: 0, size: (await textOf(uri)).length };
  },
  async readDirectory() {
    return Object.keys(await texts).map((name) => [name, FileType.File]);
  },
  async writeFile(uri, bytes) {
    const text = new TextDecoder().decode(bytes);
    (await texts)[nameOf(uri)] = text;
    await fetch(new URL(`/texts?${new URLSearchParams({ write: nameOf(uri), text })}`, origin), { method: 'POST' });
  },
  createDirectory() {},
  delete() {},
  rename() {},
};

let origin;

exports.activate = ({ extensionUri, subscriptions }) => {
  origin = extensionUri.toString(true);
  texts = fetch(new URL('/texts', origin)).then((response) => response.json());
  subscriptions.push(workspace.registerFileSystemProvider('memory', provider));
};
