/** Pins and regions are set and removed here; what is removed can be brought back. */
import { batch } from '@preact/signals';
import type { CubeWindow } from '../engine/library.ts';
import { showNotice } from './messages.ts';
import { nextLabel } from './places.ts';
import { pins, regions } from './store.ts';

/** Pins a pixel and returns its label; a pixel that is pinned already keeps its pin. */
export function addPin(x: number, y: number): string {
  const there = pins.peek().find((pin) => pin.x === x && pin.y === y);
  if (there !== undefined) return there.label;
  const label = freeLabel();
  pins.value = [...pins.peek(), { label, x, y }];
  return label;
}

/** Marks a rectangle and returns its label. */
export function addRegion(window: CubeWindow): string {
  const label = freeLabel();
  regions.value = [...regions.peek(), { label, ...window }];
  return label;
}

/** Removes a pin or region; a notice offers to bring it back. */
export function removePlace(label: string): void {
  restorable(`${label} was removed.`, () => {
    pins.value = pins.peek().filter((pin) => pin.label !== label);
    regions.value = regions.peek().filter((region) => region.label !== label);
  });
}

/** Removes all pins and regions; a notice offers to bring them back. */
export function removeAllPlaces(): void {
  restorable('All pins and regions were removed.', () => {
    pins.value = [];
    regions.value = [];
  });
}

function restorable(text: string, change: () => void): void {
  const before = { pins: pins.peek(), regions: regions.peek() };
  batch(change);
  showNotice(text, () => {
    batch(() => {
      pins.value = before.pins;
      regions.value = before.regions;
    });
  });
}

function freeLabel(): string {
  return nextLabel(new Set([...pins.peek(), ...regions.peek()].map(({ label }) => label)));
}
