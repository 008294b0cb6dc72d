/** Looks for metamers beside the page, which goes on meanwhile. */
import type { HeldCube } from '../engine/contract.ts';
import { findMetamers, type MetamerOptions, type MetamerPair } from '../engine/library.ts';

export interface MetamerQuestion {
  readonly cube: HeldCube;
  readonly options: MetamerOptions;
}

export type MetamerAnswer =
  | { readonly pairs: readonly MetamerPair[] }
  | { readonly message: string; readonly hint: string };

addEventListener('message', ({ data }: MessageEvent<MetamerQuestion>) => {
  postMessage(answer(data));
});

function answer({ cube, options }: MetamerQuestion): MetamerAnswer {
  try {
    return { pairs: findMetamers(cube, options) };
  } catch (error) {
    const hint = error instanceof Error && 'hint' in error ? String(error.hint) : '';
    return { message: error instanceof Error ? error.message : String(error), hint };
  }
}
