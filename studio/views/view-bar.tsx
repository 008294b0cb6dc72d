/** The bar above the picture: what each side shows, and how. */
import { Select } from '../controls/select.tsx';
import { Slider } from '../controls/slider.tsx';
import { Toggle } from '../controls/toggle.tsx';
import { comparing, cube, fittingTruth, ratio, search, stops, views } from '../state/store.ts';
import { chooseView } from './choose-view.ts';
import { LightSelect } from './light-select.tsx';
import { nearestBand, VIEW_KINDS, VIEW_TITLES, type ViewChoice, type ViewKind } from './view.ts';

type Side = 0 | 1;

export function ViewBar() {
  return (
    <div class="view-bar">
      <SideControls side={0} name={comparing.value ? 'Left view' : 'View'} />
      <button
        type="button"
        aria-pressed={comparing.value}
        disabled={cube.value === undefined}
        onClick={() => {
          comparing.value = !comparing.peek();
        }}
      >
        Compare
      </button>
      {comparing.value && <SideControls side={1} name="Right view" />}
    </div>
  );
}

function SideControls({ side, name }: { readonly side: Side; readonly name: string }) {
  const view = views.value[side];
  const kinds = VIEW_KINDS.filter((kind) => kind !== 'truth-angle' || fittingTruth.value !== undefined);
  return (
    <fieldset class="side" aria-label={name}>
      <Select
        label={name}
        value={view.kind}
        disabled={cube.value === undefined}
        choose={(kind) => chooseView(side, { kind: kind as ViewKind })}
      >
        {kinds.map((kind) => (
          <option key={kind} value={kind}>
            {VIEW_TITLES[kind]}
          </option>
        ))}
      </Select>
      {cube.value !== undefined && <Settings side={side} view={view} />}
    </fieldset>
  );
}

function Settings({ side, view }: { readonly side: Side; readonly view: ViewChoice }) {
  switch (view.kind) {
    case 'true-colour':
      return (
        <>
          <OfTruth side={side} view={view} />
          {cube.value?.metadata.quantity === 'radiance' ? (
            <Brightness />
          ) : (
            <LightSelect label="Light" light={view.light} choose={(light) => chooseView(side, { light })} />
          )}
        </>
      );
    case 'band':
      return (
        <>
          <OfTruth side={side} view={view} />
          <BandSlider side={side} view={view} />
          <Toggle label="Stretch" on={view.fit} set={(fit) => chooseView(side, { fit })} />
        </>
      );
    case 'false-colour':
      return <FalseColour side={side} view={view} />;
    case 'search':
      return (
        <Slider
          label="Within"
          value={search.value.threshold}
          low={0.5}
          high={45}
          step={0.5}
          unit="°"
          choose={(threshold) => {
            search.value = { ...search.peek(), threshold };
          }}
        />
      );
    case 'ratio':
      return (
        <Select
          label="Index"
          value={ratio.value.kind}
          choose={(kind) => {
            ratio.value = { ...ratio.peek(), kind: kind === 'ratio' ? 'ratio' : 'normalised-difference' };
          }}
        >
          <option value="normalised-difference">(A − B) ÷ (A + B)</option>
          <option value="ratio">A ÷ B</option>
        </Select>
      );
    default:
      return null;
  }
}

interface SideProps {
  readonly side: Side;
  readonly view: ViewChoice;
}

/** Whether the estimate or the truth is looked at. */
function OfTruth({ side, view }: SideProps) {
  if (fittingTruth.value === undefined) return null;
  return (
    <Select
      label="Of"
      value={view.of}
      choose={(of) => chooseView(side, { of: of === 'truth' ? 'truth' : 'cube' })}
    >
      <option value="cube">the estimate</option>
      <option value="truth">the truth</option>
    </Select>
  );
}

function BandSlider({ side, view }: SideProps) {
  const wavelengths = cube.value?.wavelengths ?? [];
  const band = nearestBand(wavelengths, view.wavelength);
  const text = `${Math.round(wavelengths[band])} nm`;
  return (
    <label class="field slider">
      <span>Band</span>
      <input
        type="range"
        min={0}
        max={wavelengths.length - 1}
        step={1}
        value={band}
        aria-valuetext={text}
        onInput={(event) => chooseView(side, { wavelength: wavelengths[Number(event.currentTarget.value)] })}
      />
      <output>{text}</output>
    </label>
  );
}

function FalseColour({ side, view }: SideProps) {
  const wavelengths = cube.value?.wavelengths ?? [];
  return (
    <>
      {(['Red', 'Green', 'Blue'] as const).map((name, channel) => (
        <Select
          key={name}
          label={name}
          value={String(wavelengths[nearestBand(wavelengths, view.falseColour[channel])])}
          choose={(value) => {
            const [red, green, blue] = view.falseColour.map((old, index) =>
              index === channel ? Number(value) : old,
            );
            chooseView(side, { falseColour: [red, green, blue] });
          }}
        >
          {wavelengths.map((wavelength) => (
            <option key={wavelength} value={String(wavelength)}>
              {Math.round(wavelength)} nm
            </option>
          ))}
        </Select>
      ))}
    </>
  );
}

function Brightness() {
  return (
    <Slider
      label="Brightness"
      value={stops.value}
      low={-4}
      high={4}
      step={0.25}
      unit="stops"
      choose={(value) => {
        stops.value = value;
      }}
    />
  );
}
