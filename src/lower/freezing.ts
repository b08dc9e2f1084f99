/** Which layers may be frozen, so that training does not change their weights, and which functions have an option for it. */
import type { Unit } from '../core/core.js';
import { hasWeights } from '../spec/defaults.js';
import { type Body, itemsIn, type LayerItem } from '../spec/spec.js';
import { found } from '../text/lookup.js';

export class Freezing {
  private readonly layers = new Set<LayerItem>();
  /** The units that some use freezes. */
  private readonly units = new Set<Unit>();
  private readonly visited = new Set<Unit>();
  private readonly learning = new Map<Unit, boolean>();

  constructor(network: Unit) {
    this.visit(network, false);
  }

  /** Whether some variant freezes a layer that has weights. */
  mayFreeze(layer: LayerItem): boolean {
    return this.layers.has(layer);
  }

  /** Whether the function of a unit is told if it is frozen. */
  takesOption(unit: Unit): boolean {
    return this.units.has(unit);
  }

  private visit(unit: Unit, isFrozen: boolean): void {
    if (!isFrozen && this.visited.has(unit)) return;
    this.visited.add(unit);
    if (isFrozen && (this.units.has(unit) || !this.learns(unit))) return;
    if (isFrozen) this.units.add(unit);
    this.visitBody(unit.owner.body, unit, isFrozen);
  }

  private visitBody(body: Body, unit: Unit, isFrozen: boolean): void {
    for (const item of itemsIn(body)) {
      const isItemFrozen = isFrozen || item.trainable !== undefined;
      if (item.kind === 'group') this.visitBody(item.body, unit, isItemFrozen);
      else if (item.kind === 'use') this.visit(found(unit.uses, item).unit, isItemFrozen);
      else if (isItemFrozen && hasWeights(item)) this.layers.add(item);
    }
  }

  /** Whether any layer in a unit has weights. */
  private learns(unit: Unit): boolean {
    const known = this.learning.get(unit) ?? this.bodyLearns(unit.owner.body, unit);
    this.learning.set(unit, known);
    return known;
  }

  private bodyLearns(body: Body, unit: Unit): boolean {
    return itemsIn(body).some((item) => {
      if (item.kind === 'group') return this.bodyLearns(item.body, unit);
      return item.kind === 'use' ? this.learns(found(unit.uses, item).unit) : hasWeights(item);
    });
  }
}
