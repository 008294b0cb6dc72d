/** The dialog that is open. */
import { signal } from '@preact/signals';

export const shownDialog = signal<'estimated' | 'keys' | undefined>(undefined);
