/** Pairs of places that look alike under one light and not under another, with both colours. */
import { LightSelect } from '../views/light-select.tsx';
import { lightTitle } from '../views/lights.ts';
import { encodeSrgb, type MetamerPair } from '../engine/library.ts';
import {
  chosenMetamer,
  differentLight,
  equalLight,
  forgetMetamers,
  metamers,
  searchingMetamers,
  searchMetamers,
} from '../state/metamers.ts';
import { cube } from '../state/store.ts';
import { chooseView } from '../views/choose-view.ts';

export function MetamerSearch() {
  const radiance = cube.value?.metadata.quantity === 'radiance';
  return (
    <section aria-label="Metamers">
      <h2>Metamers</h2>
      <p class="hint">
        {radiance
          ? 'These spectra hold the light of the scene, so they cannot be shown under two other lights.'
          : 'Places that look the same under one light and different under another.'}
      </p>
      {!radiance && (
        <>
          <div class="fields">
            <LightSelect
              label="Equal under"
              light={equalLight.value}
              choose={(light) => {
                equalLight.value = light;
              }}
            />
            <LightSelect
              label="Different under"
              light={differentLight.value}
              choose={(light) => {
                differentLight.value = light;
              }}
            />
          </div>
          <div class="row">
            <button type="button" disabled={searchingMetamers.value} onClick={() => void searchMetamers()}>
              {searchingMetamers.value ? 'Searching …' : 'Find metamers'}
            </button>
            {metamers.value !== undefined && (
              <button type="button" onClick={forgetMetamers}>
                Clear
              </button>
            )}
          </div>
          <Pairs />
        </>
      )}
    </section>
  );
}

function Pairs() {
  const found = metamers.value;
  if (found === undefined) return <p role="status" class="unseen" />;
  return (
    <>
      <p class="hint" role="status">
        {found.length === 0 ? 'No pair was found.' : `${found.length} pairs, the most different first.`}
      </p>
      <ol class="pairs" aria-label="Pairs of metamers">
        {found.map((pair, index) => (
          <li key={`${pair.places[0].x},${pair.places[0].y},${pair.places[1].x},${pair.places[1].y}`}>
            <Pair pair={pair} number={index + 1} />
          </li>
        ))}
      </ol>
    </>
  );
}

function Pair({ pair, number }: { readonly pair: MetamerPair; readonly number: number }) {
  const [a, b] = pair.places;
  const chosen = chosenMetamer.value === number - 1;
  return (
    <button
      type="button"
      class="pair-button"
      aria-pressed={chosen}
      onClick={() => {
        chosenMetamer.value = chosen ? undefined : number - 1;
        chooseView(0, { kind: 'true-colour', of: 'cube', light: equalLight.peek() });
        chooseView(1, { kind: 'true-colour', of: 'cube', light: differentLight.peek() });
      }}
    >
      <span>
        {number}: ({a.x}, {a.y}) and ({b.x}, {b.y})
      </span>
      <Colours one={a.equalColour} other={b.equalColour} />
      <small>
        {lightTitle(equalLight.value)}: ΔE₀₀ {pair.equalDifference.toFixed(1)}
      </small>
      <Colours one={a.differentColour} other={b.differentColour} />
      <small>
        {lightTitle(differentLight.value)}: ΔE₀₀ {pair.differentDifference.toFixed(1)}
      </small>
    </button>
  );
}

type Linear = readonly [number, number, number];

function Colours({ one, other }: { readonly one: Linear; readonly other: Linear }) {
  return (
    <span class="colours" aria-hidden="true">
      <span style={{ background: css(one) }} />
      <span style={{ background: css(other) }} />
    </span>
  );
}

function css(linear: Linear): string {
  const bytes = linear.map((value) => Math.round(255 * encodeSrgb(Math.min(Math.max(value, 0), 1))));
  return `rgb(${bytes.join(' ')})`;
}
