/** The rectangle that is being drawn. */
import { signal } from '@preact/signals';
import type { CubeWindow } from '../engine/library.ts';

export const draftRegion = signal<CubeWindow | undefined>(undefined);
