/** Keys that work wherever the focus is, unless it is in something that takes them itself. */
import { views } from '../state/store.ts';
import { stepBand } from '../views/choose-view.ts';

export function listenForKeys(): void {
  addEventListener('keydown', (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target instanceof Element && event.target.closest('input, select, textarea, dialog, summary'))
      return;
    const step = event.key === 'ArrowLeft' ? -1 : event.key === 'ArrowRight' ? 1 : 0;
    if (step === 0 || views.peek()[0].kind !== 'band') return;
    event.preventDefault();
    stepBand(step);
  });
}
