/** The specs that a server knows: those that are open, and those in the folders of the workspace. */
import { type Analysis, analyze } from '../analyze.js';
import { SpecCache } from '../core/library.js';

/** What the server needs of the machine that it runs on. */
export interface ServerHost {
  /** The text of a file; undefined if there is none, it is no text, or it is outside `folder`. */
  readFile(path: string, folder: string): string | undefined;
  /** The paths of all specs below a folder. */
  specsBelow(folder: string): Promise<readonly string[]>;
  /** The URL of the page that describes all diagnostics. */
  readonly diagnosticsPage: string;
}

/** A text that is open in the editor, or was read from a file. */
export interface SpecText {
  readonly uri: string;
  readonly text: string;
}

/** A text with its analysis, which is made when it is first asked for. */
export interface SpecDocument extends SpecText {
  readonly analysis: Analysis;
  /** The analysis of another text in its place, and of other texts in place of specs that it uses, by path. */
  analyzeAs(text: string, others?: ReadonlyMap<string, string>): Analysis;
}

export class Workspace {
  private readonly open = new Map<string, SpecText>();
  private readonly analyses = new Map<string, KeptAnalysis>();
  private readonly cache = new SpecCache();
  private folders: readonly string[] = [];
  /** The URIs of the specs in the folders. */
  private files: readonly string[] = [];

  constructor(private readonly host: ServerHost) {}

  /** Searches the folders of the workspace for specs. */
  async enter(folders: readonly string[]): Promise<void> {
    this.folders = folders.map(pathOf);
    const found = await Promise.all(
      folders.map(async (folder) => {
        const paths = await this.host.specsBelow(pathOf(folder));
        return paths.map((path) => uriOf(path, folder));
      }),
    );
    this.files = found.flat();
  }

  /** Takes the text of a document in place of its file's. */
  set(document: SpecText): void {
    this.open.set(pathOf(document.uri), document);
  }

  close(uri: string): void {
    this.open.delete(pathOf(uri));
  }

  /** The documents that are open. */
  opened(): readonly SpecDocument[] {
    return [...this.open.values()].map((one) => this.documentOf(one));
  }

  /** A document; undefined if there is no such file. */
  find(uri: string): SpecDocument | undefined {
    const path = pathOf(uri);
    const text = this.open.get(path)?.text ?? this.host.readFile(path, folderOf(path));
    return text === undefined ? undefined : this.documentOf({ uri, text });
  }

  /** All documents, open or not. */
  all(): readonly SpecDocument[] {
    const uris = new Map([...this.open.values()].map(({ uri }) => [pathOf(uri), uri]));
    for (const uri of this.files) if (!uris.has(pathOf(uri))) uris.set(pathOf(uri), uri);
    return [...uris.values()].flatMap((uri) => this.find(uri) ?? []);
  }

  /** The URI of a path: that of the open document, or one like that of another document. */
  uriOf(path: string, like: string): string {
    return this.open.get(path)?.uri ?? uriOf(path, like);
  }

  private documentOf({ uri, text }: SpecText): SpecDocument {
    const find = () => this.analysisOf(uri, text);
    return {
      uri,
      text,
      get analysis() {
        return find();
      },
      analyzeAs: (other, others) => this.analyze(uri, other, others).analysis,
    };
  }

  /** The analysis of a text, which is kept until the text or that of a spec that it uses changes. */
  private analysisOf(uri: string, text: string): Analysis {
    const file = pathOf(uri);
    const known = this.analyses.get(file);
    if (known?.text === text && [...known.reads].every(([path, before]) => this.read(path, file) === before))
      return known.analysis;
    const kept = this.analyze(uri, text);
    this.analyses.set(file, kept);
    return kept.analysis;
  }

  private analyze(uri: string, text: string, others?: ReadonlyMap<string, string>): KeptAnalysis {
    const file = pathOf(uri);
    const reads = new Map<string, string | undefined>();
    const read = (path: string): string | undefined => {
      const content = others?.get(path) ?? this.read(path, file);
      reads.set(path, content);
      return content;
    };
    return { text, reads, analysis: analyze(text, { file, read, cache: this.cache }) };
  }

  /** The text of a spec that another one uses. */
  private read(path: string, user: string): string | undefined {
    const own = folderOf(user);
    const around = this.folders.find((folder) => own.startsWith(`${folder}/`)) ?? own;
    return this.open.get(path)?.text ?? this.host.readFile(path, around);
  }
}

/** An analysis, with the texts that it was made from. */
interface KeptAnalysis {
  readonly text: string;
  readonly reads: ReadonlyMap<string, string | undefined>;
  readonly analysis: Analysis;
}

const folderOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')));

/** The path of a URI, with slashes. An unnamed document has its name. */
export const pathOf = (uri: string): string => decodeURIComponent(new URL(uri).pathname);

/** A path as a URI of the same scheme and host as another one. */
function uriOf(path: string, like: string): string {
  const url = new URL(like);
  url.pathname = path.split('/').map(encodeURIComponent).join('/');
  return url.href;
}
