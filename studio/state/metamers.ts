/** Pairs of places that look alike under one light and not under another. */
import { computed, signal } from '@preact/signals';
import { findMetamers, type MetamerPair, type MetamerPlace } from '../engine/library.ts';
import { showError } from './messages.ts';
import { cube } from './store.ts';

export const equalLight = signal('D65');
export const differentLight = signal('A');
export const metamers = signal<readonly MetamerPair[] | undefined>(undefined);
export const searchingMetamers = signal(false);
/** Index of the pair that is looked at. */
export const chosenMetamer = signal<number | undefined>(undefined);

/** Pairs as the picture marks them: the chosen one, or all. */
export const shownMetamers = computed(() =>
  (metamers.value ?? [])
    .map(({ places: [a, b] }, index) => ({
      number: index + 1,
      places: [middle(a), middle(b)] as const,
      chosen: chosenMetamer.value === index,
    }))
    .filter(({ chosen }) => chosenMetamer.value === undefined || chosen),
);

/** Looks for pairs; the page paints once before, so that it can say so. */
export async function searchMetamers(): Promise<void> {
  const held = cube.peek();
  if (held === undefined) return;
  searchingMetamers.value = true;
  chosenMetamer.value = undefined;
  await new Promise((resolve) => setTimeout(resolve, 30));
  try {
    metamers.value = findMetamers(held, {
      equalUnder: equalLight.peek(),
      differentUnder: differentLight.peek(),
    });
  } catch (error) {
    metamers.value = undefined;
    showError(error);
  } finally {
    searchingMetamers.value = false;
  }
}

/** Forgets what was found, for another picture. */
export function forgetMetamers(): void {
  metamers.value = undefined;
  chosenMetamer.value = undefined;
}

function middle({ x, y, side }: MetamerPlace): { readonly x: number; readonly y: number } {
  return { x: x + side / 2, y: y + side / 2 };
}
