/** The drawing of one network, whose modules open and close. Only what is in sight is in the page. */
import { type Kind, kindsOf } from '../drawing/kinds.js';
import { boxMark, waysMark } from '../drawing/marks.js';
import { type Box, drawNetwork, type Picture } from '../drawing/picture.js';
import { Structure } from '../drawing/structure.js';
import type { Side } from './data.js';
import { button, element, svg } from './dom.js';
import { type Rectangle, type Standing, Viewport } from './viewport.js';

/** What is chosen: a layer or a module, by its name. */
export interface Choice {
  readonly kind: 'layer' | 'module' | 'input';
  readonly name: string;
}

const keyOf = ({ part }: Box): string => `${part.kind} ${nameOf(part)}`;
const nameOf = (part: Box['part']): string => (part.kind === 'input' ? part.label : part.entry.name);

/** How far beyond the window boxes are kept ready. */
const beyond = 300;

export class Canvas {
  readonly root: HTMLElement;
  readonly structure: Structure;
  private readonly kinds: ReadonlyMap<string, Kind>;
  private readonly ways = svg({ tag: 'g', attributes: {} });
  private readonly boxes = svg({ tag: 'g', attributes: {} });
  private readonly viewport: Viewport;
  private readonly zoomed = element('output', { 'aria-label': 'zoom' });
  private readonly shown = new Map<string, SVGElement>();
  private picture: Picture;
  private chosen = '';
  /** The box that the tab key comes to. */
  private focused = '';

  constructor(
    private readonly side: Side,
    readonly open: Set<string>,
    private readonly choose: (choice: Choice) => void,
  ) {
    this.structure = new Structure(side.report);
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
    this.root = element('section', { class: 'canvas', 'aria-label': side.title }, this.toolbar(), frame);
    this.viewport = new Viewport(frame, content, (visible) => this.cull(visible));
    this.boxes.addEventListener('click', (event) => this.clicked(event));
    this.boxes.addEventListener('keydown', (event) => this.pressed(event));
  }

  /** Draws it, once it is in the page, where one before it stood, or else all of its width. */
  start(standing: Standing | undefined): void {
    this.redraw();
    if (standing) this.viewport.stand(standing);
    else this.viewport.fit(this.picture, false);
  }

  get standing(): Standing {
    return this.viewport.standing;
  }

  /** Marks what is chosen, and brings it into sight with the modules around it open. */
  reveal({ kind, name }: Choice): void {
    const around = this.structure.scopesOf(name).filter((scope) => kind === 'layer' || scope !== name);
    const isShut = around.some((scope) => this.canOpen(scope) && !this.open.has(scope));
    for (const scope of around) this.open.add(scope);
    this.chosen = `${kind} ${name}`;
    this.focused = this.chosen;
    if (isShut) this.redraw();
    else this.cull(this.viewport.visible);
    const box = this.picture.boxes.find((one) => keyOf(one) === this.chosen);
    if (box) this.viewport.reveal(box);
    for (const [key, node] of this.shown) this.dress(node, key);
  }

  private canOpen(module: string): boolean {
    return this.kinds.has(module) && !this.structure.module(module)?.is_branch;
  }

  private toolbar(): HTMLElement {
    const modules = this.side.report.modules.map(({ name }) => name);
    const setAll = (isOpen: boolean) => {
      this.open.clear();
      if (isOpen) for (const name of modules) this.open.add(name);
      this.redraw();
      this.viewport.fit(this.picture, false);
    };
    return element(
      'div',
      { class: 'toolbar', role: 'toolbar', 'aria-label': 'Drawing' },
      element('strong', {}, this.side.title),
      button('Open all modules', 'Open all', () => setAll(true)),
      button('Close all modules', 'Close all', () => setAll(false)),
      button('Zoom out', '−', () => this.viewport.zoom(1 / 1.25)),
      this.zoomed,
      button('Zoom in', '+', () => this.viewport.zoom(1.25)),
      button('Fit the whole drawing', 'Fit', () => this.viewport.fit(this.picture, true)),
    );
  }

  private draw(): Picture {
    return drawNetwork({ structure: this.structure, kinds: this.kinds, isOpen: (name) => this.open.has(name) });
  }

  private redraw(): void {
    this.picture = this.draw();
    this.ways.replaceChildren(svg(waysMark(this.picture)));
    this.boxes.replaceChildren();
    this.shown.clear();
    if (!this.picture.boxes.some((box) => keyOf(box) === this.focused))
      this.focused = this.picture.boxes[0] ? keyOf(this.picture.boxes[0]) : '';
    this.cull(this.viewport.visible);
  }

  /** Puts what comes into sight in, in the order of the drawing, and takes out what has left it. */
  private cull(visible: Rectangle): void {
    this.zoomed.textContent = `${this.viewport.percent}%`;
    let before: SVGElement | null = null;
    for (const box of this.picture.boxes) {
      const key = keyOf(box);
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
    const fate = box.part.kind === 'input' ? undefined : this.fateOf(box.part.entry.name, box.part.kind);
    if (fate) node.classList.add(fate);
    this.dress(node, key);
    return node;
  }

  private fateOf(name: string, kind: 'layer' | 'module'): string | undefined {
    const { fates } = this.side;
    if (kind === 'layer') return fates[name];
    return this.structure.layersIn(name).some((layer) => fates[layer.name]) ? 'changed' : undefined;
  }

  private dress(node: SVGElement, key: string): void {
    node.classList.toggle('chosen', key === this.chosen);
    node.setAttribute('tabindex', key === this.focused ? '0' : '-1');
  }

  private boxAt(event: Event): Box | undefined {
    const key = (event.target as Element).closest<SVGElement>('[data-key]')?.dataset.key;
    return this.picture.boxes.find((box) => keyOf(box) === key);
  }

  private clicked(event: Event): void {
    const box = this.boxAt(event);
    if (box) this.activate(box);
  }

  private activate(box: Box): void {
    const { part } = box;
    if (part.kind === 'module') {
      if (this.open.has(part.entry.name)) this.open.delete(part.entry.name);
      else this.open.add(part.entry.name);
    }
    this.focused = keyOf(box);
    if (part.kind === 'module') this.redraw();
    this.choose({ kind: part.kind, name: nameOf(part) });
    this.shown.get(this.focused)?.focus();
  }

  private pressed(event: KeyboardEvent): void {
    const box = this.boxAt(event);
    if (!box) return;
    const steps: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 };
    if (event.key === 'Enter' || event.key === ' ') this.activate(box);
    else if (event.key === '+' || event.key === '-') this.viewport.zoom(event.key === '+' ? 1.25 : 0.8);
    else if (steps[event.key]) this.step(box, steps[event.key] as number);
    else return;
    event.preventDefault();
  }

  private step(from: Box, by: number): void {
    const next = this.picture.boxes[this.picture.boxes.indexOf(from) + by];
    if (!next) return;
    this.focused = keyOf(next);
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

/** What a screen reader says of a box beside its name. */
function descriptionOf({ part, detail, share, shape }: Box): string {
  const kind =
    part.kind === 'module' ? `a module of ${part.entry.layers} layers` : part.kind === 'input' ? 'an input' : '';
  return [kind, detail, share, shape].filter((text) => text !== '').join(', ');
}
