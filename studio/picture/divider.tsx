/** The line between two views: dragged, or moved by arrow keys. */
import { split, views } from '../state/store.ts';
import { lightTitle } from '../views/lights.ts';
import { VIEW_TITLES, type ViewChoice } from '../views/view.ts';

const STEP = 0.02;

function move(share: number): void {
  split.value = Math.min(Math.max(share, 0), 1);
}

function drag(event: PointerEvent): void {
  const handle = event.currentTarget as HTMLElement;
  if (!handle.hasPointerCapture(event.pointerId)) return;
  const box = handle.parentElement?.getBoundingClientRect();
  if (box !== undefined) move((event.clientX - box.left) / box.width);
}

function key(event: KeyboardEvent): void {
  const moves: Readonly<Record<string, number>> = {
    ArrowLeft: split.peek() - STEP,
    ArrowRight: split.peek() + STEP,
    Home: 0,
    End: 1,
  };
  const share = moves[event.key];
  if (share === undefined) return;
  event.preventDefault();
  event.stopPropagation();
  move(share);
}

export function Divider() {
  const percent = Math.round(100 * split.value);
  const [left, right] = views.value.map(captionOf);
  return (
    <>
      <span
        class="side-label"
        style={{ right: `calc(${100 - 100 * split.value}% + 10px)` }}
        aria-hidden="true"
      >
        {left}
      </span>
      <span class="side-label" style={{ left: `calc(${100 * split.value}% + 10px)` }} aria-hidden="true">
        {right}
      </span>
      <div
        class="divider"
        role="slider"
        tabIndex={0}
        aria-label="Divider between the left and the right view"
        aria-orientation="horizontal"
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={percent}
        aria-valuetext={`${percent} % left`}
        style={{ left: `${100 * split.value}%` }}
        onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
        onPointerMove={drag}
        onKeyDown={key}
      >
        <span aria-hidden="true">⇔</span>
      </div>
    </>
  );
}

/** What one side shows, in few words. */
function captionOf({ kind, light, of, wavelength }: ViewChoice): string {
  const truth = of === 'truth' ? ', truth' : '';
  if (kind === 'true-colour') return lightTitle(light) + truth;
  if (kind === 'band') return `${Math.round(wavelength)} nm${truth}`;
  return VIEW_TITLES[kind];
}
