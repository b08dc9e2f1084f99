/** The drawings of a page with their toolbar. Two drawings move, open and select together. */

import { itemAt } from '../../text/lookup.js';
import type { EventPart } from '../diff-words.js';
import { boxKey, type DrawingPicture } from '../drawing/picture.js';
import { Canvas, type Choice } from './canvas.js';
import type { ShownNetwork } from './data.js';
import { button, element } from './dom.js';
import { savePng, saveSvg } from './save.js';
import type { Placement } from './viewport.js';

/** A choice in one of the networks. */
export interface Selection {
  readonly side: number;
  readonly choice: Choice;
}

export class Drawings {
  readonly root: HTMLElement;
  private readonly canvases: readonly Canvas[];
  private readonly zoomed = element('output', { 'aria-label': 'zoom' });

  /** `open` has the names of open modules for each side. */
  constructor(
    private readonly sides: readonly ShownNetwork[],
    open: readonly Set<string>[],
    select: (selection: Selection) => void,
  ) {
    const isAlone = sides.length === 1;
    this.canvases = sides.map(
      (side, index) =>
        new Canvas(
          side,
          { open: itemAt(open, index), mayWrap: isAlone },
          {
            chosen: (choice) => select({ side: index, choice }),
            toggled: (module, isOpen) => this.toggle(index, module, isOpen),
            moved: () => this.follow(index),
            zoomed: (percent) => {
              this.zoomed.textContent = `${percent}%`;
            },
          },
        ),
    );
    if (!isAlone) for (const [index, { root }] of this.canvases.entries()) root.prepend(this.caption(index));
    const canvases = element('div', { class: 'canvases' }, ...this.canvases.map(({ root }) => root));
    this.root = element('div', { class: 'drawings' }, this.toolbar(), canvases);
  }

  get placements(): readonly Placement[] {
    return this.canvases.map(({ viewport }) => viewport.placement);
  }

  /** Draws once the canvases are in the page: at the given placements, or else fitted, with a selection in sight. */
  start(placements: readonly Placement[], seen: Selection | undefined): void {
    for (const [index, canvas] of this.canvases.entries()) {
      canvas.layOut();
      const before = placements[index];
      if (before) canvas.viewport.place(before);
    }
    if (placements.length > 0) return;
    const leader = this.canvases[seen?.side ?? this.canvases.length - 1];
    if (leader) leader.viewport.fit(leader.picture);
    if (seen) leader?.reveal(seen.choice);
  }

  /** Finds a name in the preferred network, or else in the other. */
  find(name: string, preferred = this.sides.length - 1): Selection | undefined {
    const sides = [preferred, ...this.sides.keys()];
    return sides.flatMap((side) => {
      const choice = this.canvases[side]?.named(name);
      return choice ? [{ side, choice }] : [];
    })[0];
  }

  /** Finds a part that changed. */
  findPart({ before, after }: EventPart): Selection | undefined {
    const name = after ?? before;
    return name === null ? undefined : this.find(name, after === null ? 0 : 1);
  }

  /** Marks a choice, and its counterpart in the other network, and scrolls to it. */
  show({ side, choice }: Selection): void {
    for (const [index, canvas] of this.canvases.entries()) {
      const twin = index === side ? choice : canvas.named(this.twinOf(side, choice.name));
      if (twin) canvas.choose(twin, index === side);
      else canvas.chooseNothing();
    }
  }

  private caption(index: number): HTMLElement {
    return element('h2', { class: 'caption' }, `${index === 0 ? 'Before' : 'After'}: ${this.sides[index]?.title}`);
  }

  private toolbar(): HTMLElement {
    // Moving the last one moves the other.
    const last = itemAt(this.canvases, -1);
    const setAll = (isOpen: boolean) => () => {
      for (const canvas of this.canvases) canvas.setAll(isOpen);
      last.viewport.fit(last.picture);
    };
    const fitWhole = () => {
      for (const canvas of this.canvases) canvas.layOut();
      last.viewport.fitWhole(last.picture);
    };
    const save = (write: (picture: DrawingPicture, name: string) => void) => () => {
      for (const [index, { picture }] of this.canvases.entries()) write(picture, this.fileName(index));
    };
    return element(
      'div',
      { class: 'toolbar', role: 'toolbar', 'aria-label': 'Drawing' },
      element(
        'span',
        { class: 'legend', title: 'Bars: relative to the largest in the same drawing' },
        element('span', { class: 'legend-bar' }),
        ' % of all MACs',
      ),
      button('Open all modules', 'Open all', setAll(true)),
      button('Close all modules', 'Close all', setAll(false)),
      button('Zoom out', '−', () => last.viewport.zoom(1 / 1.25)),
      this.zoomed,
      button('Zoom in', '+', () => last.viewport.zoom(1.25)),
      button('Fit the whole drawing', 'Fit', fitWhole),
      button('Save the drawing as SVG', 'SVG', save(saveSvg)),
      button('Save the drawing as PNG', 'PNG', save(savePng)),
    );
  }

  private fileName(index: number): string {
    const name = this.sides[index]?.report.name ?? '';
    return this.sides.length === 1 ? name : `${name}-${index === 0 ? 'before' : 'after'}`;
  }

  private twinOf(side: number, name: string): string {
    return this.sides[side]?.twins[name] ?? name;
  }

  private toggle(side: number, module: string, isOpen: boolean): void {
    for (const [index, canvas] of this.canvases.entries())
      if (index !== side && canvas.named(this.twinOf(side, module))?.kind === 'module')
        canvas.toggle(this.twinOf(side, module), isOpen);
  }

  /** Moves the other drawing to the same place. */
  private follow(side: number): void {
    const leader = itemAt(this.canvases, side);
    const { visible, placement } = leader.viewport;
    const middle = { x: visible.x + visible.width / 2, y: visible.y + visible.height / 2 };
    for (const [index, canvas] of this.canvases.entries()) {
      if (index === side) continue;
      const [from, to] = [leader.picture, canvas.picture];
      const y = sameHeight(from, to, (key) => this.twinKey(side, key))(middle.y);
      canvas.viewport.follow({ x: middle.x + (to.width - from.width) / 2, y }, placement.scale);
    }
  }

  private twinKey(side: number, key: string): string {
    const space = key.indexOf(' ') + 1;
    return key.slice(0, space) + this.twinOf(side, key.slice(space));
  }
}

/**
 * Maps a height in one drawing to the same place in the other: boxes that both have are aligned, and what is between
 * them is stretched.
 */
function sameHeight(from: DrawingPicture, to: DrawingPicture, twinOf: (key: string) => string): (y: number) => number {
  const there = new Map(to.boxes.map((box) => [boxKey(box), box]));
  let last = { y: 0, its: 0 };
  const pairs = [last];
  for (const box of from.boxes.toSorted((a, b) => a.y - b.y)) {
    const twin = there.get(twinOf(boxKey(box)));
    if (!twin) continue;
    for (const end of [0, 1]) {
      const pair = { y: box.y + end * box.height, its: twin.y + end * twin.height };
      if (pair.y <= last.y || pair.its <= last.its) continue;
      pairs.push(pair);
      last = pair;
    }
  }
  return (y) => {
    const next = pairs.findIndex((pair) => pair.y > y);
    const before = pairs[(next === -1 ? pairs.length : next) - 1] ?? { y: 0, its: 0 };
    const after = pairs[next];
    if (!after) return before.its + y - before.y;
    return before.its + ((y - before.y) * (after.its - before.its)) / (after.y - before.y);
  };
}
