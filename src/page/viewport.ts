/** A window onto a drawing that is larger: dragged, scrolled and zoomed. */

const least = 0.05;
const most = 4;

export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Where a drawing stands in its window. */
export interface Standing {
  readonly x: number;
  readonly y: number;
  readonly scale: number;
}

export class Viewport {
  private x = 0;
  private y = 0;
  private scale = 1;
  private frame = 0;
  private readonly pointers = new Map<number, PointerEvent>();
  /** Whether the pointer has been moved since it went down, so that letting go is no click. */
  private isDragged = false;

  /** `moved` is told, once for each frame, where the window stands. */
  constructor(
    private readonly frameElement: HTMLElement,
    private readonly content: SVGElement,
    private readonly moved: (visible: Rectangle) => void,
  ) {
    frameElement.addEventListener('pointerdown', (event) => this.pointers.set(event.pointerId, event));
    frameElement.addEventListener('pointermove', (event) => this.drag(event));
    for (const end of ['pointerup', 'pointercancel', 'pointerleave'] as const)
      frameElement.addEventListener(end, (event) => this.pointers.delete(event.pointerId));
    frameElement.addEventListener('click', (event) => this.swallow(event), { capture: true });
    frameElement.addEventListener('wheel', (event) => this.wheel(event), { passive: false });
    new ResizeObserver(() => this.show()).observe(frameElement);
  }

  /** The part of the drawing that is seen. */
  get visible(): Rectangle {
    const { clientWidth, clientHeight } = this.frameElement;
    const { x, y, scale } = this;
    return { x: -x / scale, y: -y / scale, width: clientWidth / scale, height: clientHeight / scale };
  }

  get standing(): Standing {
    const { x, y, scale } = this;
    return { x, y, scale };
  }

  stand({ x, y, scale }: Standing): void {
    [this.x, this.y, this.scale] = [x, y, scale];
    this.show();
  }

  get percent(): number {
    return Math.round(100 * this.scale);
  }

  /** Shows all of a drawing's width, no larger than it is; or all of it. */
  fit(size: { readonly width: number; readonly height: number }, isWhole: boolean): void {
    const { clientWidth, clientHeight } = this.frameElement;
    const across = (clientWidth - 2 * edge) / size.width;
    this.scale = clamp(Math.min(1, across, isWhole ? (clientHeight - 2 * edge) / size.height : 1));
    this.x = (clientWidth - size.width * this.scale) / 2;
    this.y = edge;
    this.show();
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

  /** Brings a place of the drawing to the middle, unless it is well in sight. */
  reveal({ x, y, width, height }: Rectangle): void {
    const seen = this.visible;
    const isSeen = x >= seen.x && y >= seen.y && x + width <= seen.x + seen.width && y + height <= seen.y + seen.height;
    if (isSeen) return;
    const { clientWidth, clientHeight } = this.frameElement;
    this.x = clientWidth / 2 - (x + width / 2) * this.scale;
    this.y = clientHeight / 2 - (y + Math.min(height / 2, 40)) * this.scale;
    this.show();
  }

  private show(): void {
    if (this.frame) return;
    this.frame = requestAnimationFrame(() => {
      this.frame = 0;
      this.content.setAttribute('transform', `translate(${this.x} ${this.y}) scale(${this.scale})`);
      this.moved(this.visible);
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
