/** At which size a photo is worked on: the recommended one first, with what each takes. */
import { reconstructPhoto, sizeOf, usedReading } from '../state/reconstruct.ts';
import { activity, cube, photo, reading } from '../state/store.ts';
import { bytesText, megapixels, secondsText } from './amounts.ts';

export function SizeOffer() {
  const opened = photo.value;
  if (opened === undefined) return null;
  const chosen = sizeOf(opened, reading.value);
  const large = opened.sizes.length > 1;
  const busy = activity.value.kind !== 'idle';
  return (
    <section aria-label="Working size">
      {large && (
        <fieldset>
          <legend>Working size</legend>
          {cube.value === undefined && (
            <p class="offer">
              This photo has {megapixels(opened.width, opened.height)}. A lower resolution is quicker and
              looks the same on the screen; the whole photo can be exported later.
            </p>
          )}
          {opened.sizes.map((size, index) => (
            <label key={size.reduction} class="toggle">
              <input
                type="radio"
                name="size"
                checked={size === chosen}
                onChange={() => {
                  reading.value = { ...reading.peek(), reduction: size.reduction };
                }}
              />
              <span>
                {size.width} × {size.height}
                {index === 0 ? ' (recommended)' : ''}
                <small>
                  {bytesText(size.cubeBytes)} of spectra
                  {size.seconds === undefined ? '' : `, ${secondsText(size.seconds)}`}
                </small>
              </span>
            </label>
          ))}
        </fieldset>
      )}
      <button type="button" class="primary" disabled={busy} onClick={() => void reconstructPhoto()}>
        {cube.value === undefined ? 'Reconstruct' : 'Reconstruct again'}
      </button>
      {cube.value !== undefined && usedReading.value !== reading.value && (
        <p class="hint">The choices have changed since: reconstruct again to use them.</p>
      )}
    </section>
  );
}
