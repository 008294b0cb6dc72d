/** The two ranges of the band ratio on the plot: dragged by the middle or the ends, or moved by arrow keys. */
import { cube, ratio } from '../state/store.ts';
import { scale } from './plot-state.ts';
import { xOf } from './plot-scale.ts';
import { movedRange, type RangePart } from './ranges.ts';

type Index = 0 | 1;
const NAMES = ['A', 'B'] as const;
const PART_NAMES: Readonly<Record<RangePart, string>> = { from: 'start', to: 'end', whole: 'range' };

function move(index: Index, part: RangePart, by: number): void {
  const wavelengths = cube.peek()?.wavelengths;
  if (wavelengths === undefined) return;
  const [a, b] = ratio.peek().ranges;
  const moved = movedRange(
    index === 0 ? a : b,
    part,
    by,
    wavelengths[0],
    wavelengths[wavelengths.length - 1],
  );
  ratio.value = { ...ratio.peek(), ranges: index === 0 ? [moved, b] : [a, moved] };
}

export function RatioRanges() {
  return (
    <div class="ranges">
      <Range index={0} />
      <Range index={1} />
    </div>
  );
}

function Range({ index }: { readonly index: Index }) {
  const [from, to] = ratio.value.ranges[index];
  const now = scale.value;
  const left = xOf(now, from);
  const width = xOf(now, to) - left;
  return (
    <div
      class={`range range-${NAMES[index].toLowerCase()}`}
      style={{ left: `${left}px`, width: `${width}px`, top: `${now.top}px`, bottom: `${now.bottom}px` }}
    >
      <Handle index={index} part="whole" value={(from + to) / 2} />
      <Handle index={index} part="from" value={from} />
      <Handle index={index} part="to" value={to} />
    </div>
  );
}

function Handle({
  index,
  part,
  value,
}: {
  readonly index: Index;
  readonly part: RangePart;
  readonly value: number;
}) {
  const now = scale.value;
  const perPixel = (now.to - now.from) / (now.width - now.left - now.right);
  return (
    <span
      class={`range-handle range-${part}`}
      role="slider"
      tabIndex={0}
      aria-label={`Range ${NAMES[index]}, ${PART_NAMES[part]}`}
      aria-valuemin={Math.round(now.from)}
      aria-valuemax={Math.round(now.to)}
      aria-valuenow={Math.round(value)}
      aria-valuetext={`${Math.round(value)} nanometres`}
      onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
      onPointerMove={(event) => {
        if (event.currentTarget.hasPointerCapture(event.pointerId))
          move(index, part, event.movementX * perPixel);
      }}
      onKeyDown={(event) => {
        const step = event.key === 'ArrowLeft' ? -1 : event.key === 'ArrowRight' ? 1 : 0;
        if (step === 0) return;
        event.preventDefault();
        event.stopPropagation();
        move(index, part, step * (event.shiftKey ? 10 : 1));
      }}
    >
      {part === 'whole' && NAMES[index]}
    </span>
  );
}
