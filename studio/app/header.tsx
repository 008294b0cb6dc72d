/** The bar at the top: what this is, what is open, help, and the theme. */
import { openName } from '../state/store.ts';
import { type Theme, theme } from '../state/theme.ts';
import { shownDialog } from './dialog-state.ts';

export function Header() {
  return (
    <header class="page-header">
      <h1>
        <Mark />
        spectralift <span>studio</span>
      </h1>
      <p class="open-name">{openName.value}</p>
      <button
        type="button"
        onClick={() => {
          shownDialog.value = 'estimated';
        }}
      >
        What “estimated” means
      </button>
      <button
        type="button"
        class="for-keyboards"
        onClick={() => {
          shownDialog.value = 'keys';
        }}
      >
        Keys
      </button>
      <label class="field">
        <span class="unseen">Theme</span>
        <select
          value={theme.value}
          onChange={(event) => {
            theme.value = event.currentTarget.value as Theme;
          }}
        >
          <option value="auto">System theme</option>
          <option value="light">Light</option>
          <option value="dark">Dark</option>
        </select>
      </label>
    </header>
  );
}

/** Three curves of a camera. */
function Mark() {
  return (
    <svg width="26" height="18" viewBox="0 0 26 18" aria-hidden="true" class="logo">
      <path d="M1 16C5 16 5 3 8.5 3S12 16 16 16" stroke="var(--camera-blue)" />
      <path d="M5 16C9 16 9 1 12.5 1S17 16 21 16" stroke="var(--camera-green)" />
      <path d="M10 16C14 16 14 4 17.5 4S21 16 25 16" stroke="var(--camera-red)" />
    </svg>
  );
}
