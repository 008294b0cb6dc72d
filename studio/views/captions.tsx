/** What stands under the picture: colour bars, why a view cannot be shown, remarks. */
import { comparing } from '../state/store.ts';
import { drawings } from './current-drawings.ts';
import type { Drawing, Undrawable } from './drawing.ts';
import { LegendBar } from './legend.tsx';

export function Captions() {
  const shown = drawings.value;
  if (shown === undefined) return null;
  const sides = comparing.value ? shown : shown.slice(0, 1);
  return (
    <div class="captions">
      {sides.map((side, index) => (
        <Caption key={index === 0 ? 'left' : 'right'} side={side} />
      ))}
    </div>
  );
}

function Caption({ side }: { readonly side: Drawing | Undrawable }) {
  if ('reason' in side) return <p class="caption">{side.reason}</p>;
  return (
    <div class="caption">
      {side.legend !== undefined && <LegendBar legend={side.legend} />}
      {side.note !== undefined && <p>{side.note}</p>}
    </div>
  );
}
