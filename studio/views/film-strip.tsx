/** All bands as a strip of small pictures; one is shown large when it is chosen. Arrow keys go from band to band. */
import { effect, signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { arrivals, cube, views } from '../state/store.ts';
import { showBand, stepBand } from './choose-view.ts';
import { paintThumbnail, thumbnailSize } from './thumbnail.ts';
import { nearestBand } from './view.ts';

const STEPS: Readonly<Record<string, number>> = {
  ArrowLeft: -1,
  ArrowUp: -1,
  ArrowRight: 1,
  ArrowDown: 1,
  PageUp: -5,
  PageDown: 5,
  Home: -1000,
  End: 1000,
};

export function FilmStrip() {
  const strip = useRef<HTMLDivElement>(null);
  const held = cube.value;
  const [left] = views.value;
  const shown =
    held !== undefined && left.kind === 'band' ? nearestBand(held.wavelengths, left.wavelength) : -1;

  useEffect(() => {
    const chosen = strip.current?.querySelector<HTMLElement>('[aria-selected="true"]');
    if (chosen === null || chosen === undefined || strip.current === null) return;
    const place = chosen.offsetLeft - (strip.current.clientWidth - chosen.offsetWidth) / 2;
    strip.current.scrollTo({ left: place });
    if (strip.current.contains(document.activeElement)) chosen.focus();
  }, [shown]);

  if (held === undefined) return null;
  return (
    <div
      ref={strip}
      class="film-strip"
      role="listbox"
      tabIndex={-1}
      aria-label="Bands"
      aria-orientation="horizontal"
      onKeyDown={(event) => {
        const step = STEPS[event.key];
        if (step === undefined) return;
        event.preventDefault();
        event.stopPropagation();
        stepBand(step);
      }}
    >
      {held.wavelengths.map((wavelength, band) => (
        <button
          key={wavelength}
          type="button"
          role="option"
          aria-selected={band === shown}
          aria-label={`${Math.round(wavelength)} nm`}
          tabIndex={band === Math.max(0, shown) ? 0 : -1}
          onClick={() => showBand(band)}
        >
          <Thumbnail band={band} />
          <span>{Math.round(wavelength)}</span>
        </button>
      ))}
    </div>
  );
}

/** Milliseconds between two paintings of a strip whose rows are arriving. */
const PATIENCE = 500;
const paintings = signal(0);
let waiting = false;
effect(() => {
  arrivals.value;
  if (waiting) return;
  waiting = true;
  setTimeout(() => {
    waiting = false;
    paintings.value++;
  }, PATIENCE);
});

function Thumbnail({ band }: { readonly band: number }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const held = cube.value;
  const size = held === undefined ? { width: 1, height: 1 } : thumbnailSize(held);
  const painting = paintings.value;
  useEffect(() => {
    if (held !== undefined && canvas.current !== null) paintThumbnail(canvas.current, held, band);
  }, [held, band, painting]);
  return <canvas ref={canvas} width={size.width} height={size.height} />;
}
