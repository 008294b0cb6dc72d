/** Which response the photo would be read with, as soon as a choice changes: shown as curves before anything is computed. */
import { effect, signal } from '@preact/signals';
import type { ResponseFacts } from '../engine/contract.ts';
import { responseRequest } from './reconstruct.ts';
import { activity, engine, photo, reading } from './store.ts';

export type ResponsePreview =
  | { readonly kind: 'none' }
  | { readonly kind: 'facts'; readonly facts: ResponseFacts }
  | { readonly kind: 'problem'; readonly text: string; readonly hint: string };

export const responsePreview = signal<ResponsePreview>({ kind: 'none' });

/** Milliseconds that a choice must stand. */
const PATIENCE = 150;
let asked = 0;

effect(() => {
  const works = engine.value;
  const choice = reading.value;
  const mine = ++asked;
  if (works === undefined || photo.value === undefined) {
    responsePreview.value = { kind: 'none' };
    return;
  }
  if (activity.value.kind !== 'idle') return; // the reconstruction will tell
  const timer = setTimeout(async () => {
    try {
      const facts = await works.chooseResponse(responseRequest(choice));
      if (mine === asked) responsePreview.value = { kind: 'facts', facts };
    } catch (error) {
      if (mine !== asked) return;
      const text = error instanceof Error ? error.message : String(error);
      const hint = error instanceof Error && 'hint' in error ? String(error.hint ?? '') : '';
      responsePreview.value = { kind: 'problem', text, hint };
    }
  }, PATIENCE);
  return () => clearTimeout(timer);
});
