/** The symbols of a spec: names with their definitions and references. */
import { lettersOf, type WrittenName } from '../../text/names.js';
import type { Span } from '../../text/source.js';

/** What can have a name. Ops and attributes are the language's own, all else is the spec's. */
export type SymbolKind =
  | 'spec'
  | 'input'
  | 'parameter'
  /** A named size. */
  | 'size'
  | 'formula'
  | 'function'
  /** Of a function. */
  | 'argument'
  /** The number of a repetition. */
  | 'index'
  | 'block'
  /** A layer, a use or a group. */
  | 'layer'
  | 'branch'
  | 'output'
  | 'endpoint'
  /** What layers and uses share under a name. */
  | 'weights'
  | 'op'
  | 'attribute';

export interface SpecSymbol {
  readonly kind: SymbolKind;
  /** Of an attribute's setting, with those around it: `batch_norm.epsilon`. */
  readonly name: string;
  /** The block of a layer, an input, a parameter, a size, a formula or an output, or the other spec; the op of an attribute. */
  readonly owner?: SpecSymbol;
  /**
   * Several if layers of one name exclude each other. None for what is the language's own, and for what is referred
   * to and not there. The first mention of shared weights counts as their definition.
   */
  readonly definitions: readonly Mention[];
  readonly references: readonly Mention[];
}

/** A place that names a symbol. */
export interface Mention {
  readonly symbol: SpecSymbol;
  readonly isDefinition: boolean;
  readonly span: Span;
  /** Whether the span is the name letter for letter, so that it can be replaced by another. */
  readonly exact: boolean;
}

export interface Symbols {
  readonly all: readonly SpecSymbol[];
  /** The mentions in the spec's own text, in its order. */
  readonly mentions: readonly Mention[];
}

export const noSymbols: Symbols = { all: [], mentions: [] };

/** A symbol of which mentions are still collected. */
export interface GrowingSymbol extends SpecSymbol {
  readonly definitions: Mention[];
  readonly references: Mention[];
}

/** Collects symbols and their mentions. */
export class SymbolTable {
  private readonly symbols: GrowingSymbol[] = [];
  /** By what declares it, be that in this spec or in another. */
  private readonly declared = new Map<object, GrowingSymbol>();
  private readonly named = new Map<string, GrowingSymbol>();
  private readonly seen = new Map<GrowingSymbol, Set<string>>();

  /** A symbol of its own. */
  add(kind: SymbolKind, name: string, owner?: SpecSymbol): GrowingSymbol {
    const symbol: GrowingSymbol = { kind, name, ...(owner ? { owner } : {}), definitions: [], references: [] };
    this.symbols.push(symbol);
    return symbol;
  }

  /** The symbol that something declares, which is defined at the first call. */
  of(declaration: object, kind: SymbolKind, owner: SpecSymbol | undefined, place: WrittenName): GrowingSymbol {
    const known = this.declared.get(declaration);
    if (known) return known;
    const symbol = this.add(kind, place.text, owner);
    this.declared.set(declaration, symbol);
    this.define(symbol, place);
    return symbol;
  }

  /** The one symbol of a kind and name, and of an owner if there is one. */
  byName(kind: SymbolKind, name: string, owner?: SpecSymbol): GrowingSymbol {
    const key = `${kind} ${owner ? `${owner.kind} ${owner.name} ` : ''}${name}`;
    const symbol = this.named.get(key) ?? this.add(kind, name, owner);
    this.named.set(key, symbol);
    return symbol;
  }

  define(symbol: GrowingSymbol, place: WrittenName): void {
    this.mention(symbol, place, true);
  }

  refer(symbol: GrowingSymbol, place: WrittenName): void {
    this.mention(symbol, place, false);
  }

  private mention(symbol: GrowingSymbol, { text, span }: WrittenName, isDefinition: boolean): void {
    if (text === '') return;
    const place = `${span.source.file} ${span.start} ${span.end}`;
    const places = this.seen.get(symbol) ?? new Set();
    this.seen.set(symbol, places);
    // What is behind an alias is read once for each place of the alias.
    if (places.has(place)) return;
    places.add(place);
    const mentions = isDefinition ? symbol.definitions : symbol.references;
    mentions.push({ symbol, isDefinition, ...lettersOf({ text, span }) });
  }

  list({ source }: Span): Symbols {
    const all = this.symbols.filter(({ definitions, references }) => definitions.length + references.length > 0);
    const mentions = all
      .flatMap(({ definitions, references }) => [...definitions, ...references])
      .filter(({ span }) => span.source === source)
      .toSorted((a, b) => a.span.start - b.span.start || b.span.end - a.span.end);
    return { all, mentions };
  }
}
