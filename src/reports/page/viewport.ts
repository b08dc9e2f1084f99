/** A window onto a larger drawing, which can be dragged, scrolled and zoomed. */
import type { PixelSize } from '../drawing/columns.js';
import type { DrawingPicture } from '../drawing/picture.js';

const least = 0.05;
const most = 4;
/** The minimum scale at which texts can be read. */
const legible = 0.65;
/** The minimum scale at which boxes can be told apart. */
const recognizable = 0.35;

export interface Rectangle extends PixelSize {
  readonly x: number;
  readonly y: number;
}

/** The position and scale of a drawing in its window. */
export interface Placement {
  readonly x: number;
  readonly y: number;
  readonly scale: number;
}

export class Viewport {
  private x = 0;
  private y = 0;
  private scale = 1;
  private frame = 0;
  private isFollowing = false;
  private readonly pointers = new Map<number, PointerEvent>();
  /** Whether the pointer moved since it went down, so that releasing it is no click. */
  private isDragged = false;

  /** `moved` is called once per frame with the visible part, and whether another window caused it. */
  constructor(
    private readonly frameElement: HTMLElement,
    private readonly content: SVGElement,
    private readonly moved: (visible: Rectangle, isFollowing: boolean) => void,
  ) {
    frameElement.addEventListener('pointerdown', (event) => this.pointers.set(event.pointerId, event));
    frameElement.addEventListener('pointermove', (event) => this.drag(event));
    for (const end of ['pointerup', 'pointercancel', 'pointerleave'] as const)
      frameElement.addEventListener(end, (event) => this.pointers.delete(event.pointerId));
    frameElement.addEventListener('click', (event) => this.swallow(event), { capture: true });
    frameElement.addEventListener('wheel', (event) => this.wheel(event), { passive: false });
    new ResizeObserver(() => this.show()).observe(frameElement);
  }

  /** The visible part of the drawing. */
  get visible(): Rectangle {
    const { clientWidth, clientHeight } = this.frameElement;
    const { x, y, scale } = this;
    return { x: -x / scale, y: -y / scale, width: clientWidth / scale, height: clientHeight / scale };
  }

  /** The space for a fitted drawing. */
  get room(): PixelSize {
    const { clientWidth, clientHeight } = this.frameElement;
    return { width: Math.max(clientWidth - 2 * edge, 1), height: Math.max(clientHeight - 2 * edge, 1) };
  }

  get placement(): Placement {
    const { x, y, scale } = this;
    return { x, y, scale };
  }

  get percent(): number {
    return Math.round(100 * this.scale);
  }

  place({ x, y, scale }: Placement): void {
    [this.x, this.y, this.scale] = [x, y, scale];
    this.show();
  }

  /** Centers a point of the drawing because another window moved. */
  follow(middle: { readonly x: number; readonly y: number }, scale: number): void {
    const { clientWidth, clientHeight } = this.frameElement;
    this.isFollowing = true;
    this.place({ x: clientWidth / 2 - middle.x * scale, y: clientHeight / 2 - middle.y * scale, scale });
  }

  /** Shows the whole drawing, at most at its size; if it would be unreadable, the top of it around its first box. */
  fit({ width: all, height: tall, boxes: [first] }: DrawingPicture): void {
    const { width, height } = this.room;
    const whole = Math.min(1, width / all, height / tall);
    const scale = whole >= legible ? whole : Math.min(1, Math.max(legible, width / all));
    const spare = width - all * scale;
    const centered = first ? width / 2 - (first.x + first.width / 2) * scale : 0;
    this.place({ x: edge + (spare > 0 ? spare / 2 : Math.min(0, Math.max(spare, centered))), y: edge, scale });
  }

  /** Shows the whole drawing at any scale. */
  fitWhole(size: PixelSize): void {
    const { width, height } = this.room;
    const scale = clamp(Math.min(1, width / size.width, height / size.height));
    this.place({ x: (width - size.width * scale) / 2 + edge, y: edge, scale });
  }

  zoom(factor: number, at = { x: this.frameElement.clientWidth / 2, y: this.frameElement.clientHeight / 2 }): void {
    const scale = clamp(this.scale * factor);
    this.x = at.x - ((at.x - this.x) * scale) / this.scale;
    this.y = at.y - ((at.y - this.y) * scale) / this.scale;
    this.scale = scale;
    this.show();
  }

  pan(dx: number, dy: number): void {
    this.x += dx;
    this.y += dy;
    this.show();
  }

  /** Scrolls to a part of the drawing unless it is visible; smaller if it is larger than the window. */
  reveal({ x, y, width, height }: Rectangle): void {
    const { room } = this;
    const fitting = Math.min(room.width / width, room.height / height);
    if (fitting < this.scale) this.zoom(Math.max(fitting, Math.min(recognizable, this.scale)) / this.scale);
    const { scale } = this;
    this.x += shift(this.x + x * scale, width * scale, room.width);
    this.y += shift(this.y + y * scale, height * scale, room.height);
    this.show();
  }

  private show(): void {
    if (this.frame) return;
    this.frame = requestAnimationFrame(() => {
      this.frame = 0;
      this.content.setAttribute('transform', `translate(${this.x} ${this.y}) scale(${this.scale})`);
      this.moved(this.visible, this.isFollowing);
      this.isFollowing = false;
    });
  }

  private drag(event: PointerEvent): void {
    const before = this.pointers.get(event.pointerId);
    if (!before) return;
    const other = [...this.pointers.values()].find(({ pointerId }) => pointerId !== event.pointerId);
    const [dx, dy] = [event.clientX - before.clientX, event.clientY - before.clientY];
    if (!other && !this.isDragged && this.pointers.size === 1 && Math.hypot(dx, dy) < clickSlack) return;
    this.isDragged = true;
    this.pointers.set(event.pointerId, event);
    if (!other) return this.pan(dx, dy);
    const distance = (one: PointerEvent) => Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY);
    const box = this.frameElement.getBoundingClientRect();
    const at = { x: (event.clientX + other.clientX) / 2 - box.x, y: (event.clientY + other.clientY) / 2 - box.y };
    this.zoom(distance(event) / Math.max(distance(before), 1), at);
  }

  private swallow(event: MouseEvent): void {
    if (this.isDragged) event.stopPropagation();
    this.isDragged = false;
  }

  private wheel(event: WheelEvent): void {
    event.preventDefault();
    if (!event.ctrlKey && !event.metaKey) return this.pan(-event.deltaX, -event.deltaY);
    const box = this.frameElement.getBoundingClientRect();
    this.zoom(Math.exp(-event.deltaY / 300), { x: event.clientX - box.x, y: event.clientY - box.y });
  }
}

const edge = 20;
const clickSlack = 4;

const clamp = (scale: number): number => Math.min(Math.max(scale, least), most);

/**
 * How far to move a range along an axis so that it is inside, with some of its surroundings; for a range that is too
 * long, its start.
 */
function shift(start: number, length: number, room: number): number {
  const end = start + length;
  if (start >= edge && end <= edge + room) return 0;
  const around = Math.max(Math.min(room / 4, (room - length) / 2), 0);
  if (start < edge || length > room) return edge + around - start;
  return edge + room - around - end;
}
