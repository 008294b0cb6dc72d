/** Marked spectra, the references beside them, and the truth. */
import { ChooseFiles } from '../controls/choose-files.tsx';
import { Toggle } from '../controls/toggle.tsx';
import { tool } from '../picture/pointer.ts';
import { allLines, cameraCurves, KIND_WORDS, type PlotLine } from '../plots/lines.ts';
import { loadTruth } from '../state/open.ts';
import { removeAllPlaces, removePlace } from '../state/places-actions.ts';
import {
  cube,
  fittingTruth,
  references,
  response,
  scaled,
  search,
  truth,
  truthName,
} from '../state/store.ts';
import { chooseView } from '../views/choose-view.ts';
import { referenceList } from '../views/current-drawings.ts';
import { CUBE_TYPES } from './photo-panel.tsx';
import { openTab } from './tab-state.ts';

export function SpectraPanel() {
  return (
    <>
      <section aria-label="Marked spectra">
        <h2>Pins and regions</h2>
        <div class="row">
          <button
            type="button"
            aria-pressed={tool.value === 'region'}
            disabled={cube.value === undefined}
            onClick={() => {
              tool.value = tool.peek() === 'region' ? 'pin' : 'region';
            }}
          >
            Mark a region
          </button>
          <button type="button" disabled={allLines.value.length === 0} onClick={removeAllPlaces}>
            Remove all
          </button>
        </div>
        <Marked />
      </section>
      <References />
      <Truth />
    </>
  );
}

function Marked() {
  const lines = allLines.value.filter(({ kind, id }) => kind !== 'reference' && !id.endsWith('-truth'));
  if (lines.length === 0) {
    return (
      <p class="hint">
        Click the picture to pin a spectrum; drag with Shift, or with “Mark a region”, for the mean of a
        rectangle. By keyboard: arrow keys move a cross-hair, Enter pins.
      </p>
    );
  }
  return (
    <ul class="marked" aria-label="Pins and regions">
      {lines.map((line) => (
        <li key={line.id}>
          <LineSample line={line} />
          <span class="marked-name">
            {line.name}
            <small>
              {KIND_WORDS[line.kind]}
              {line.angle !== undefined && `, ${line.angle.toFixed(1)}° from the truth`}
            </small>
          </span>
          <button
            type="button"
            aria-label={`Search for ${line.name}`}
            onClick={() => {
              search.value = { ...search.peek(), target: `place:${line.id}` };
              chooseView(0, { kind: 'search' });
              openTab.value = 'find';
            }}
          >
            Search
          </button>
          <button type="button" aria-label={`Remove ${line.name}`} onClick={() => removePlace(line.id)}>
            ✕
          </button>
        </li>
      ))}
    </ul>
  );
}

/** The look of a line, as in the plot. */
export function LineSample({ line }: { readonly line: Pick<PlotLine, 'colour' | 'dash' | 'mark'> }) {
  return (
    <svg class="sample" width="44" height="18" aria-hidden="true">
      <path d="M2 13H42" stroke={line.colour} stroke-dasharray={line.dash} />
      <text x="22" y="9" fill={line.colour}>
        {line.mark}
      </text>
    </svg>
  );
}

function References() {
  const list = referenceList.value;
  if (list.length === 0) return null;
  return (
    <section aria-label="Reference spectra">
      <h2>Reference spectra</h2>
      <Toggle
        label="Scale them to the first marked spectrum"
        on={scaled.value}
        set={(on) => {
          scaled.value = on;
        }}
      />
      <Toggle
        label="Camera curves (above zero; whole ones are under “Photo”)"
        on={cameraCurves.value}
        disabled={response.value === undefined}
        set={(on) => {
          cameraCurves.value = on;
        }}
      />
      <ul class="references">
        {list.map(({ id, name, group, description, quantity }) => (
          <li key={id} title={`${description} (${quantity})`}>
            <Toggle
              label={`${name}, ${group}`}
              on={references.value.includes(id)}
              set={(on) => {
                const others = references.peek().filter((known) => known !== id);
                references.value = on ? [...others, id] : others;
              }}
            />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Truth() {
  return (
    <section aria-label="Truth">
      <h2>True cube</h2>
      <p class="hint">
        {truth.value === undefined
          ? 'A measured cube of the same scene and size shows how far the estimate is from it.'
          : fittingTruth.value === undefined
            ? `${truthName.value} has another size or other bands than what is open, so it is not compared.`
            : `Compared with ${truthName.value}; dotted lines are the truth.`}
      </p>
      <ChooseFiles
        label="Open a true cube …"
        accept={CUBE_TYPES}
        multiple
        choose={(files) => void loadTruth(files)}
      />
    </section>
  );
}
