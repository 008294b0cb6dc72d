/** Ways to find things in the picture: a spectrum, a ratio of bands, pairs of metamers. */
import { Select } from '../controls/select.tsx';
import { Slider } from '../controls/slider.tsx';
import { foundShare } from '../state/search-result.ts';
import { cube, pins, ratio, regions, search, views } from '../state/store.ts';
import { chooseView } from '../views/choose-view.ts';
import { referenceList } from '../views/current-drawings.ts';
import { MetamerSearch } from './metamer-search.tsx';

export function FindPanel() {
  if (cube.value === undefined) return <p class="hint">Open a photo first.</p>;
  return (
    <>
      <SpectrumSearch />
      <RatioIndex />
      <MetamerSearch />
    </>
  );
}

function SpectrumSearch() {
  const { target, threshold } = search.value;
  const share = foundShare.value;
  return (
    <section aria-label="Search for a spectrum">
      <h2>Search for a spectrum</h2>
      <div class="fields">
        <Select
          label="Like"
          value={target}
          choose={(value) => {
            search.value = { ...search.peek(), target: value };
            if (value !== '') chooseView(0, { kind: 'search' });
          }}
        >
          <option value="">choose …</option>
          <optgroup label="Marked">
            {[...pins.value, ...regions.value].map((place) => (
              <option key={place.label} value={`place:${place.label}`}>
                {'width' in place ? 'Region' : 'Pin'} {place.label}
              </option>
            ))}
          </optgroup>
          <optgroup label="References">
            {referenceList.value.map(({ id, name }) => (
              <option key={id} value={`reference:${id}`}>
                {name}
              </option>
            ))}
          </optgroup>
        </Select>
        <Slider
          label="Threshold"
          value={threshold}
          low={0.5}
          high={45}
          step={0.5}
          unit="°"
          choose={(value) => {
            search.value = { ...search.peek(), threshold: value };
          }}
        />
      </div>
      <p class="hint" role="status">
        {target === ''
          ? 'Pin a spectrum or take a reference: the picture then shows where similar spectra are. Only the shape counts, not the brightness.'
          : share === undefined
            ? 'Shown as “Search map”.'
            : `${(100 * share).toFixed(1)} % of the picture is within ${threshold}°.`}
      </p>
    </section>
  );
}

function RatioIndex() {
  const [a, b] = ratio.value.ranges;
  const shown = views.value[0].kind === 'ratio';
  const name = ([from, to]: readonly [number, number]): string => `${Math.round(from)}–${Math.round(to)} nm`;
  return (
    <section aria-label="Band ratio">
      <h2>Band ratio</h2>
      <p class="hint">
        A: {name(a)}, B: {name(b)}. Drag both ranges on the plot, or move them with the arrow keys.
      </p>
      <div class="row">
        <button
          type="button"
          aria-pressed={shown}
          onClick={() => chooseView(0, { kind: shown ? 'true-colour' : 'ratio' })}
        >
          Show the band ratio
        </button>
      </div>
    </section>
  );
}
