/** The specs that a server knows: those that are open, and those in the folders of the workspace. */
import { type Analysis, type AnalysisOptions, analyze } from '../analyze.js';
import { SpecCache } from '../core/library.js';
import { looksLikeSpec } from './recognition.js';
import { canonical, folderOf, pathOf, uriOf } from './uris.js';

/** Where the server finds files that are not open. */
export interface ServerFiles {
  /** The text of a file by its URI; undefined if there is none, it is no text, or it is outside the path `folder`. */
  readFile(uri: string, folder: string): string | undefined;
  /** The URIs of all specs below the URI of a folder. */
  specsBelow(folder: string): Promise<readonly string[]>;
  /** Waits for files that `readFile` was asked for and does not know yet; undefined if there are none. */
  reading?(): Promise<void> | undefined;
  /** The file may have changed. */
  forget?(uri: string): void;
}

/** A text that is open in the editor, or was read from a file. */
export interface SpecText {
  readonly uri: string;
  readonly text: string;
}

/** Whether a YAML file is a spec: by its name, its first line, or its keys. */
export const isSpec = ({ uri, text }: SpecText): boolean => /\.netspec\.ya?ml$/.test(uri) || looksLikeSpec(text);

/** A text with its analysis, which is made when it is first asked for. */
export interface SpecDocument extends SpecText {
  readonly analysis: Analysis;
  /** What the analysis was made with. */
  readonly options: AnalysisOptions;
  /** The analysis of another text in its place, and of other texts in place of specs that it uses, by path. */
  analyzeAs(text: string, others?: ReadonlyMap<string, string>): Analysis;
}

export class Workspace {
  /** The open documents by canonical URI. */
  private readonly open = new Map<string, SpecText>();
  private readonly analyses = new Map<string, KeptAnalysis>();
  private readonly cache = new SpecCache();
  private folders: readonly string[] = [];
  /** The URIs of the specs in the folders. */
  private files: readonly string[] = [];

  constructor(private readonly host: ServerFiles) {}

  /** Searches the folders of the workspace for specs. */
  async enter(folders: readonly string[]): Promise<void> {
    this.folders = folders.map(pathOf);
    const found = await Promise.all(folders.map((folder) => this.host.specsBelow(folder)));
    this.files = found.flat().map(canonical);
  }

  /** Takes the text of a document in place of its file's. */
  set(document: SpecText): void {
    this.open.set(canonical(document.uri), document);
  }

  close(uri: string): void {
    this.open.delete(canonical(uri));
    this.analyses.delete(canonical(uri));
  }

  /** The documents that are open. */
  opened(): readonly SpecDocument[] {
    return [...this.open.values()].map((one) => this.documentOf(one));
  }

  /** The text of a spec or another file; undefined if there is no such file. */
  textOf(uri: string): string | undefined {
    const one = canonical(uri);
    return this.open.get(one)?.text ?? this.host.readFile(one, folderOf(pathOf(one)));
  }

  /** A document; undefined if there is no such file. */
  find(uri: string): SpecDocument | undefined {
    const text = this.textOf(uri);
    return text === undefined ? undefined : this.documentOf({ uri, text });
  }

  /** All documents, open or not. */
  all(): readonly SpecDocument[] {
    const files = this.files.filter((uri) => !this.open.has(uri));
    return [...this.opened(), ...files.flatMap((uri) => this.find(uri) ?? []).filter(isSpec)];
  }

  /** All documents that a document can refer to, or that can refer to it: a revision in git is none of them. */
  allBeside(uri: string): readonly SpecDocument[] {
    return this.all().filter((one) => canonical(one.uri) === uriOf(pathOf(one.uri), uri));
  }

  /** The URI of a path in the same file system as a document; as its client writes it, if it is open. */
  uriOf(path: string, like: string): string {
    const uri = uriOf(path, like);
    return this.open.get(uri)?.uri ?? uri;
  }

  private documentOf({ uri, text }: SpecText): SpecDocument {
    const find = () => this.analysisOf(uri, text);
    return {
      uri,
      text,
      get analysis() {
        return find();
      },
      options: this.optionsFor(uri),
      analyzeAs: (other, others) => this.analyze(uri, other, others).analysis,
    };
  }

  /** The analysis of a text, which is kept until the text or that of a spec that it uses changes. */
  private analysisOf(uri: string, text: string): Analysis {
    const one = canonical(uri);
    const known = this.analyses.get(one);
    if (known?.text === text && [...known.reads].every(([path, before]) => this.read(path, one) === before))
      return known.analysis;
    const kept = this.analyze(one, text);
    this.analyses.set(one, kept);
    return kept.analysis;
  }

  private analyze(uri: string, text: string, others?: ReadonlyMap<string, string>): KeptAnalysis {
    const options = this.optionsFor(uri);
    const reads = new Map<string, string | undefined>();
    const read = (path: string): string | undefined => {
      const content = others?.get(path) ?? options.read(path);
      reads.set(path, content);
      return content;
    };
    return { text, reads, analysis: analyze(text, { ...options, read }) };
  }

  private optionsFor(uri: string) {
    return { file: pathOf(uri), read: (path: string) => this.read(path, uri), cache: this.cache };
  }

  /** The text of a spec that another one uses. */
  private read(path: string, user: string): string | undefined {
    const own = folderOf(pathOf(user));
    const around = this.folders.find((folder) => own.startsWith(`${folder}/`)) ?? own;
    const uri = uriOf(path, user);
    return this.open.get(uri)?.text ?? this.host.readFile(uri, around);
  }
}

/** An analysis, with the texts that it was made from. */
interface KeptAnalysis {
  readonly text: string;
  readonly reads: ReadonlyMap<string, string | undefined>;
  readonly analysis: Analysis;
}
