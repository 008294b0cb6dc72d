/** Light or dark: as the system says until a person chooses; the choice is kept on this computer. */
import { effect, signal } from '@preact/signals';

export type Theme = 'auto' | 'light' | 'dark';
const KEY = 'spectralift-theme';

export const theme = signal<Theme>(stored());
const systemDark = matchMedia('(prefers-color-scheme: dark)');
/** What is shown. */
export const shownTheme = signal<'light' | 'dark'>('light');

/** Keeps the document's theme in step. */
export function followTheme(): void {
  const update = (): void => {
    const system = systemDark.matches ? 'dark' : 'light';
    shownTheme.value = theme.peek() === 'auto' ? system : (theme.peek() as 'light' | 'dark');
    document.documentElement.dataset['theme'] = shownTheme.peek();
  };
  systemDark.addEventListener('change', update);
  effect(() => {
    try {
      localStorage.setItem(KEY, theme.value);
    } catch {
      // without storage the choice lasts as long as the page
    }
    update();
  });
}

function stored(): Theme {
  try {
    const value = localStorage.getItem(KEY);
    return value === 'light' || value === 'dark' ? value : 'auto';
  } catch {
    return 'auto';
  }
}
