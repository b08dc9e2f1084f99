/** Files that the client reads for the server, such as one in a browser's worker. */
import type { Connection } from 'vscode-languageserver';
import type { ServerFiles } from './workspace.js';

/**
 * The files of a client. `netspec/readFile` asks for the text of a URI, `netspec/findSpecs` for the URIs of the YAML
 * files below that of a folder. A client that does not answer has no files but those that are open.
 */
export class ClientFiles implements ServerFiles {
  private readonly known = new Map<string, string | undefined>();
  private readonly asked = new Map<string, Promise<void>>();

  constructor(private readonly connection: Connection) {}

  readFile(uri: string): string | undefined {
    if (!this.known.has(uri) && !this.asked.has(uri)) {
      const answer: Promise<void> = this.ask('netspec/readFile', uri).then((text) => {
        // Another answer is under way if the file has changed since.
        if (this.asked.get(uri) !== answer) return;
        this.asked.delete(uri);
        this.known.set(uri, typeof text === 'string' ? text : undefined);
      });
      this.asked.set(uri, answer);
    }
    return this.known.get(uri);
  }

  reading(): Promise<void> | undefined {
    return this.asked.size === 0 ? undefined : Promise.all(this.asked.values()).then(() => {});
  }

  forget(uri: string): void {
    this.known.delete(uri);
    this.asked.delete(uri);
  }

  async specsBelow(folder: string): Promise<readonly string[]> {
    const found = await this.ask('netspec/findSpecs', folder);
    return Array.isArray(found) ? found.map(String) : [];
  }

  /** The answer of the client; undefined if it refuses. */
  private ask(method: string, uri: string): Promise<unknown> {
    return this.connection.sendRequest<unknown>(method, { uri }).catch(() => undefined);
  }
}
