/** The drawing of a network, with modules that open and close. Only what is visible is in the page. */
import { chooseStarts, inColumns } from '../drawing/columns.js';
import { kindsOf, type ModuleKind } from '../drawing/kinds.js';
import { boxMark, waysMark } from '../drawing/marks.js';
import { type Box, boxKey, type DrawingPicture, drawNetwork } from '../drawing/picture.js';
import { Structure } from '../drawing/structure.js';
import type { ShownNetwork } from './data.js';
import { element, svg } from './dom.js';
import { type Rectangle, Viewport } from './viewport.js';

/** A chosen layer, module or input, by its name. */
export interface Choice {
  readonly kind: 'layer' | 'module' | 'input';
  readonly name: string;
}

/** The events of a canvas. */
export interface Listener {
  readonly chosen: (choice: Choice) => void;
  /** The user opened or closed a module. */
  readonly toggled: (module: string, isOpen: boolean) => void;
  /** The user moved the drawing. */
  readonly moved: () => void;
  readonly zoomed: (percent: number) => void;
}

export interface CanvasView {
  /** The names of open modules; the canvas adds and removes them. */
  readonly open: Set<string>;
  /** Whether a drawing longer than its window is laid out in columns. */
  readonly mayWrap: boolean;
}

/** The distance around the window in which boxes are kept ready. */
const beyond = 300;

export class Canvas {
  readonly root: HTMLElement;
  readonly structure: Structure;
  picture: DrawingPicture;
  readonly viewport: Viewport;
  private readonly kinds: ReadonlyMap<string, ModuleKind>;
  private readonly ways = svg({ tag: 'g', attributes: {} });
  private readonly boxes = svg({ tag: 'g', attributes: {} });
  private readonly shown = new Map<string, SVGElement>();
  /** The keys of the boxes at which columns start. */
  private starts: readonly string[] = [];
  private chosen = '';
  /** The box in the tab order. */
  private focused = '';

  constructor(
    private readonly side: ShownNetwork,
    private readonly look: CanvasView,
    private readonly listener: Listener,
  ) {
    this.structure = new Structure(side.report, side.looks);
    this.kinds = kindsOf(this.structure);
    this.picture = this.draw();
    const content = svg({ tag: 'g', attributes: {} });
    content.append(this.boxes, this.ways);
    const drawing = svg({
      tag: 'svg',
      attributes: { role: 'group', 'aria-label': `Drawing of ${side.title}. Arrow keys go from box to box.` },
    });
    drawing.append(content);
    const frame = element('div', { class: 'frame-of-drawing' }, drawing);
    this.root = element('section', { class: 'canvas', 'aria-label': side.title }, frame);
    this.viewport = new Viewport(frame, content, (visible, isFollowing) => {
      this.cull(visible);
      listener.zoomed(this.viewport.percent);
      if (!isFollowing) listener.moved();
    });
    this.boxes.addEventListener('click', (event) => this.clicked(event));
    this.boxes.addEventListener('keydown', (event) => this.pressed(event));
  }

  /** Draws everything, with columns that suit the window; the canvas must be in the page. */
  layOut(): void {
    this.starts = this.look.mayWrap ? chooseStarts(this.draw(), this.viewport.room) : [];
    this.redraw();
  }

  /** Opens or closes all modules. */
  setAll(isOpen: boolean): void {
    this.look.open.clear();
    if (isOpen) for (const { name } of this.side.report.modules) this.look.open.add(name);
    this.layOut();
  }

  /** Opens or closes a module, and keeps its corner in place. */
  toggle(module: string, isOpen: boolean): void {
    const { open } = this.look;
    if (open.has(module) === isOpen) return;
    const key = `module ${module}`;
    const before = this.find(key);
    if (isOpen) open.add(module);
    else open.delete(module);
    this.redraw();
    const after = this.find(key);
    const { scale } = this.viewport.placement;
    if (before && after) this.viewport.pan((before.x - after.x) * scale, (before.y - after.y) * scale);
  }

  /** The layer, module or input with a name; undefined if there is none. */
  named(name: string): Choice | undefined {
    const { inputs, layers } = this.side.report;
    if (this.kinds.has(name) || (this.structure.module(name)?.layers ?? 0) > 1) return { kind: 'module', name };
    if (layers.some((layer) => layer.name === name)) return { kind: 'layer', name };
    return Object.hasOwn(inputs, name) ? { kind: 'input', name } : undefined;
  }

  /** Marks a choice, and opens the modules around it; scrolls to it if `isRevealed`. */
  choose(choice: Choice, isRevealed: boolean): void {
    const { kind, name } = choice;
    const around = this.structure.scopesOf(name).filter((scope) => kind === 'layer' || scope !== name);
    for (const scope of around) if (this.canOpen(scope)) this.toggle(scope, true);
    this.chosen = `${kind} ${name}`;
    this.focused = this.chosen;
    this.cull(this.viewport.visible);
    for (const [key, node] of this.shown) this.dress(node, key);
    if (isRevealed) this.reveal(choice);
  }

  /** Clears the choice. */
  chooseNothing(): void {
    this.chosen = '';
    for (const [key, node] of this.shown) this.dress(node, key);
  }

  /** Scrolls to a choice, or to the closed module around it. */
  reveal({ kind, name }: Choice): void {
    const around = this.structure.scopesOf(name).map((scope) => `module ${scope}`);
    const box = this.find(`${kind} ${name}`) ?? around.flatMap((key) => this.find(key) ?? []).at(-1);
    if (box) this.viewport.reveal(box);
  }

  focus(): void {
    this.shown.get(this.focused)?.focus();
  }

  private find(key: string): Box | undefined {
    return this.picture.boxes.find((box) => boxKey(box) === key);
  }

  private canOpen(module: string): boolean {
    return this.kinds.has(module) && !this.structure.module(module)?.is_branch;
  }

  private draw(): DrawingPicture {
    const { open } = this.look;
    return drawNetwork({ structure: this.structure, kinds: this.kinds, isOpen: (name) => open.has(name) });
  }

  private redraw(): void {
    this.picture = inColumns(this.draw(), this.starts);
    this.ways.replaceChildren(svg(waysMark(this.picture)));
    this.boxes.replaceChildren();
    this.shown.clear();
    if (!this.find(this.focused)) this.focused = this.picture.boxes[0] ? boxKey(this.picture.boxes[0]) : '';
    this.cull(this.viewport.visible);
  }

  /** Adds what becomes visible, in the order of the drawing, and removes what no longer is. */
  private cull(visible: Rectangle): void {
    let before: SVGElement | null = null;
    for (const box of this.picture.boxes) {
      const key = boxKey(box);
      const node = this.shown.get(key);
      const isWanted = key === this.focused || isNear(box, visible);
      if (!isWanted && node) {
        node.remove();
        this.shown.delete(key);
      }
      if (!isWanted) continue;
      if (node) {
        before = node;
        continue;
      }
      const made = this.make(box, key);
      if (before) before.after(made);
      else this.boxes.prepend(made);
      this.shown.set(key, made);
      before = made;
    }
  }

  private make(box: Box, key: string): SVGElement {
    const node = svg(boxMark(box));
    node.dataset.key = key;
    node.setAttribute('role', 'button');
    node.append(svg({ tag: 'desc', attributes: {}, text: descriptionOf(box) }));
    if (box.part.kind === 'module') node.setAttribute('aria-expanded', String(box.isOpen));
    const fate = this.side.fates[key];
    if (fate) node.classList.add(fate);
    this.dress(node, key);
    return node;
  }

  private dress(node: SVGElement, key: string): void {
    node.classList.toggle('chosen', key === this.chosen);
    node.setAttribute('tabindex', key === this.focused ? '0' : '-1');
  }

  private boxAt(event: Event): Box | undefined {
    const key = (event.target as Element).closest<SVGElement>('[data-key]')?.dataset.key;
    return key === undefined ? undefined : this.find(key);
  }

  private clicked(event: Event): void {
    const box = this.boxAt(event);
    if (box) this.activate(box);
  }

  private activate({ part }: Box): void {
    const name = part.kind === 'input' ? part.label : part.entry.name;
    if (part.kind === 'module') {
      const isOpen = !this.look.open.has(name);
      this.toggle(name, isOpen);
      this.listener.toggled(name, isOpen);
    }
    this.listener.chosen({ kind: part.kind, name });
    this.focus();
  }

  private pressed(event: KeyboardEvent): void {
    const box = this.boxAt(event);
    if (!box) return;
    const steps: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 };
    const by = steps[event.key];
    if (event.key === 'Enter' || event.key === ' ') this.activate(box);
    else if (event.key === '+' || event.key === '-') this.viewport.zoom(event.key === '+' ? 1.25 : 0.8);
    else if (by) this.step(box, by);
    else return;
    event.preventDefault();
  }

  private step(from: Box, by: number): void {
    const next = this.picture.boxes[this.picture.boxes.indexOf(from) + by];
    if (!next) return;
    this.focused = boxKey(next);
    this.viewport.reveal(next);
    this.cull(this.viewport.visible);
    for (const [key, node] of this.shown) this.dress(node, key);
    this.shown.get(this.focused)?.focus({ preventScroll: true });
  }
}

const isNear = (box: Rectangle, { x, y, width, height }: Rectangle): boolean =>
  box.x < x + width + beyond &&
  box.x + box.width > x - beyond &&
  box.y < y + height + beyond &&
  box.y + box.height > y - beyond;

/** The description of a box for screen readers. */
function descriptionOf({ part, detail, share, shape }: Box): string {
  const kind =
    part.kind === 'module' ? `a module of ${part.entry.layers} layers` : part.kind === 'input' ? 'an input' : '';
  return [kind, detail, share && `${share} of the MACs`, shape].filter((text) => text !== '').join(', ');
}
