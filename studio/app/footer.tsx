/** What the page computes on, and what it does not do. */
import { runtime } from '../state/store.ts';

export function Footer() {
  return (
    <footer class="page-footer">
      <span>Photos and spectra stay on this computer.</span>
      <span>{runtime.value === '' ? 'The engine is loading …' : runtime.value}</span>
    </footer>
  );
}
