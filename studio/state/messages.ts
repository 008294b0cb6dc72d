/** What the page has to say: errors with a hint, and short notices that can be undone. Nothing here ends the page. */
import { signal } from '@preact/signals';

export interface Message {
  readonly id: number;
  readonly kind: 'error' | 'notice';
  readonly text: string;
  readonly hint: string;
  /** What “Undo” does. */
  readonly undo?: () => void;
}

export const messages = signal<readonly Message[]>([]);

/** More than this would cover the picture; the oldest go. */
const MOST = 4;
const NOTICE_SECONDS = 8;
let lastId = 0;

function add(message: Omit<Message, 'id'>): number {
  const id = ++lastId;
  const same = messages.value.filter(({ text }) => text !== message.text);
  messages.value = [...same.slice(1 - MOST), { id, ...message }];
  return id;
}

/** Shows what went wrong and what to try; a cancelled call says nothing. */
export function showError(error: unknown): void {
  if (error instanceof DOMException && error.name === 'AbortError') return;
  const text = error instanceof Error ? error.message : String(error);
  const hint =
    typeof error === 'object' && error !== null && 'hint' in error && typeof error.hint === 'string'
      ? error.hint
      : '';
  add({ kind: 'error', text, hint });
}

/** Says something that goes away by itself. */
export function showNotice(text: string, undo?: () => void): void {
  const id = add({ kind: 'notice', text, hint: '', ...(undo === undefined ? {} : { undo }) });
  setTimeout(() => dismiss(id), 1000 * NOTICE_SECONDS);
}

export function dismiss(id: number): void {
  messages.value = messages.value.filter((message) => message.id !== id);
}
