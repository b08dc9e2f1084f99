/** The page's end of the connection to its worker. */
import type { PublishDiagnosticsParams } from 'vscode-languageserver';
import type { ParamsOf, RequestName, ResultOf } from './protocol.js';
import { scriptUrl } from './scripts.js';
import { say } from './status.js';

export class Connection {
  private readonly port: MessagePort;
  private readonly waiting = new Map<number, (answer: RpcAnswer) => void>();
  private last = 0;
  /** Called with the diagnostics of the document. */
  onDiagnostics: (params: PublishDiagnosticsParams) => void = () => {};

  constructor() {
    const worker = new Worker(scriptUrl('worker.js'), { type: 'module', name: 'netspec' });
    const { port1, port2 } = new MessageChannel();
    this.port = port1;
    port1.onmessage = ({ data }) => this.receive(data);
    worker.postMessage(port2, [port2]);
  }

  /** Sends a request; rejects if the worker fails. */
  request<Name extends RequestName>(method: Name, params: ParamsOf<Name>): Promise<ResultOf<Name>> {
    this.last += 1;
    const id = this.last;
    this.port.postMessage({ jsonrpc: '2.0', id, method, params });
    return new Promise((resolve, reject) => {
      this.waiting.set(id, ({ result, error }) => (error ? reject(new Error(error.message)) : resolve(result)));
    });
  }

  notify(method: string, params: object): void {
    this.port.postMessage({ jsonrpc: '2.0', method, params });
  }

  private receive(message: RpcAnswer): void {
    const { id, method, params } = message;
    if (method === 'textDocument/publishDiagnostics') this.onDiagnostics(params);
    else if (method === 'window/showMessage') say(params.message);
    else if (method === 'window/logMessage') console.error(params.message);
    if (id === undefined || method !== undefined) return;
    this.waiting.get(id)?.(message);
    this.waiting.delete(id);
  }
}

/** A message of JSON-RPC; the page and its worker are built together, so what it holds is not checked. */
interface RpcAnswer {
  readonly id?: number;
  readonly method?: string;
  // biome-ignore lint/suspicious/noExplicitAny: as above
  readonly params?: any;
  // biome-ignore lint/suspicious/noExplicitAny: as above
  readonly result?: any;
  readonly error?: { readonly message: string };
}
