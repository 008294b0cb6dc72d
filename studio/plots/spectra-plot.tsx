/** The plot of spectra: what lies under the pointer, what was marked, the truth, references, and the two ranges of the ratio. */
import { useEffect, useRef } from 'preact/hooks';
import { cube, views } from '../state/store.ts';
import { Axes } from './axes.tsx';
import { HoverLine } from './hover-line.tsx';
import { allLines, cameraLines, type PlotLine } from './lines.ts';
import { bandPath, linePath, type PlotScale, xOf, yOf } from './plot-scale.ts';
import { plotSize, scale } from './plot-state.ts';
import { RatioRanges } from './ratio-ranges.tsx';

export function SpectraPlot() {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (box.current === null) return;
    const observer = new ResizeObserver(([entry]) => {
      const { width, height } = entry.contentRect;
      if (width > 0 && height > 0) plotSize.value = { width, height };
    });
    observer.observe(box.current);
    return () => observer.disconnect();
  }, []);
  const { width, height } = plotSize.value;
  const ranged = views.value.some(({ kind }) => kind === 'ratio');
  return (
    <div ref={box} class="plot">
      <svg width={width} height={height} role="img" aria-label={description()}>
        <PlotArea />
        <Axes />
        <g clip-path="url(#plot-area)">
          <StaticLines />
          <HoverLine />
        </g>
      </svg>
      {ranged && cube.value !== undefined && <RatioRanges />}
    </div>
  );
}

/** What lies below zero or beside the axis is cut off. */
function PlotArea() {
  const { left, right, top, bottom, width, height } = scale.value;
  return (
    <clipPath id="plot-area">
      <rect x={left} y={top - 10} width={width - left - right + 8} height={height - top - bottom + 11} />
    </clipPath>
  );
}

function description(): string {
  const lines = allLines.value;
  if (lines.length === 0) return 'Plot of spectra; nothing is pinned';
  return `Plot of spectra: ${lines.map(({ name }) => name).join('; ')}. The values are in the table below.`;
}

function StaticLines() {
  const now = scale.value;
  const wavelengths = cube.value?.wavelengths;
  if (wavelengths === undefined) return null;
  return (
    <g>
      {cameraLines.value.map((line, index) => (
        <Line
          key={line.id}
          line={line}
          scale={now}
          wavelengths={wavelengths}
          index={3 * index + 6}
          factor={now.high}
        />
      ))}
      {allLines.value.map((line, index) => (
        <Line key={line.id} line={line} scale={now} wavelengths={wavelengths} index={index} />
      ))}
    </g>
  );
}

interface LineProps {
  readonly line: PlotLine;
  readonly scale: PlotScale;
  readonly wavelengths: readonly number[];
  /** Decides where along the line its mark stands. */
  readonly index: number;
  readonly factor?: number;
}

function Line({ line, scale: now, wavelengths, index, factor = 1 }: LineProps) {
  const { values, deviation, colour, dash, mark, kind } = line;
  const at = (4 + 5 * index) % wavelengths.length;
  return (
    <g class={`line line-${kind}`}>
      {deviation !== undefined && (
        <path d={bandPath(now, wavelengths, values, deviation)} style={{ fill: colour }} class="deviation" />
      )}
      <path d={linePath(now, wavelengths, values, factor)} stroke={colour} stroke-dasharray={dash} />
      <text x={xOf(now, wavelengths[at])} y={yOf(now, factor * values[at]) - 4} fill={colour}>
        {mark}
      </text>
    </g>
  );
}
