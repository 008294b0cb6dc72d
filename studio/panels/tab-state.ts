/** The panel that is open. */
import { signal } from '@preact/signals';

export type TabId = 'photo' | 'spectra' | 'find' | 'export';

export const openTab = signal<TabId>('photo');
