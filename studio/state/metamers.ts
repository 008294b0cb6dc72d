/** Pairs of places that look alike under one light and not under another. */
import { computed, effect, signal } from '@preact/signals';
import type { MetamerPair, MetamerPlace } from '../engine/library.ts';
import { showError } from './messages.ts';
import type { MetamerAnswer, MetamerQuestion } from './metamer-worker.ts';
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

let worker: Worker | undefined;

/** Looks for pairs in a worker. */
export async function searchMetamers(): Promise<void> {
  const held = cube.peek();
  if (held === undefined) return;
  searchingMetamers.value = true;
  chosenMetamer.value = undefined;
  try {
    const options = { equalUnder: equalLight.peek(), differentUnder: differentLight.peek() };
    const answer = await ask({ cube: held, options });
    if (cube.peek() !== held) return;
    metamers.value = 'pairs' in answer ? answer.pairs : undefined;
    if ('message' in answer) showError(Object.assign(new Error(answer.message), { hint: answer.hint }));
  } catch (error) {
    showError(error);
  } finally {
    searchingMetamers.value = false;
  }
}

function ask(question: MetamerQuestion): Promise<MetamerAnswer> {
  worker?.terminate(); // an earlier search that is still under way is given up
  const works = new Worker(new URL('./metamer-worker.ts', import.meta.url), { type: 'module' });
  worker = works;
  return new Promise<MetamerAnswer>((resolve, reject) => {
    works.onmessage = ({ data }: MessageEvent<MetamerAnswer>) => resolve(data);
    works.onerror = () => reject(new Error('the search for metamers could not be started'));
    works.postMessage(question);
  }).finally(() => works.terminate());
}

// what was found belongs to a cube
effect(() => {
  cube.value;
  forgetMetamers();
});

/** Forgets what was found. */
export function forgetMetamers(): void {
  metamers.value = undefined;
  chosenMetamer.value = undefined;
}

function middle({ x, y, side }: MetamerPlace): { readonly x: number; readonly y: number } {
  return { x: x + side / 2, y: y + side / 2 };
}
