/** What lies above the picture: pins, regions, pairs of metamers, the cross-hair. Drawn apart, so that the picture is not drawn again. */
import type { CubeWindow } from '../engine/library.ts';
import { shownMetamers } from '../state/metamers.ts';
import { labelIndex, lookOf } from '../state/places.ts';
import { pins, regions } from '../state/store.ts';
import { draftRegion } from './draft-region.ts';
import { crossHair } from './pointer.ts';
import { type Point, toArea } from './viewport.ts';
import { area, viewport } from './viewport-state.ts';

function middle({ x, y }: Point): Point {
  return toArea(viewport.value, { x: x + 0.5, y: y + 0.5 }, area.value);
}

export function Marks() {
  const { width, height } = area.value;
  return (
    <svg class="marks" width={width} height={height} aria-hidden="true">
      {regions.value.map((region) => (
        <Box key={region.label} window={region} label={region.label} />
      ))}
      {draftRegion.value !== undefined && <Box window={draftRegion.value} label="" />}
      <Pairs />
      {pins.value.map((pin) => (
        <PinMark key={pin.label} label={pin.label} at={middle(pin)} />
      ))}
      <CrossHair />
    </svg>
  );
}

function PinMark({ label, at }: { readonly label: string; readonly at: Point }) {
  const { colour } = lookOf(labelIndex(label));
  return (
    <g transform={`translate(${at.x} ${at.y})`}>
      <circle r="5" class="halo" />
      <circle r="5" fill="none" stroke={colour} stroke-width="2.5" />
      <text x="8" y="-6" class="mark-label">
        {label}
      </text>
    </g>
  );
}

function Box({ window, label }: { readonly window: CubeWindow; readonly label: string }) {
  const { x, y } = toArea(viewport.value, window, area.value);
  const { scale } = viewport.value;
  const size = { x, y, width: scale * window.width, height: scale * window.height };
  const colour = label === '' ? 'white' : lookOf(labelIndex(label)).colour;
  return (
    <g>
      <rect {...size} class="halo" />
      <rect
        {...size}
        fill="none"
        stroke={colour}
        stroke-width="2"
        stroke-dasharray={label === '' ? '4 3' : ''}
      />
      <text x={x + 4} y={y + 15} class="mark-label">
        {label}
      </text>
    </g>
  );
}

/** Pairs of places that are equal under one light and different under another. */
function Pairs() {
  return (
    <g>
      {shownMetamers.value.map(({ number, places: [a, b], chosen }) => {
        const from = toArea(viewport.value, a, area.value);
        const to = toArea(viewport.value, b, area.value);
        return (
          <g key={number} class={chosen ? 'pair chosen' : 'pair'}>
            <line x1={from.x} y1={from.y} x2={to.x} y2={to.y} class="halo" />
            <line x1={from.x} y1={from.y} x2={to.x} y2={to.y} class="pair-line" />
            {[from, to].map((at, end) => (
              <g key={end} transform={`translate(${at.x} ${at.y})`}>
                <rect x="-8" y="-8" width="16" height="16" class="pair-end" />
                <text y="4" class="pair-number">
                  {number}
                </text>
              </g>
            ))}
          </g>
        );
      })}
    </g>
  );
}

function CrossHair() {
  const place = crossHair.value;
  if (place === undefined) return null;
  const { x, y } = middle(place);
  const lines = `M${x - 16} ${y}H${x - 4}M${x + 4} ${y}H${x + 16}M${x} ${y - 16}V${y - 4}M${x} ${y + 4}V${y + 16}`;
  return (
    <g>
      <path d={lines} class="halo" />
      <path d={lines} class="cross-hair" />
    </g>
  );
}
