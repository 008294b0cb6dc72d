/** Explanations one click away: what “estimated” means, and what the keys do. */
import { Dialog } from '../controls/dialog.tsx';
import { shownDialog } from './dialog-state.ts';

const close = (): void => {
  shownDialog.value = undefined;
};

export function Dialogs() {
  if (shownDialog.value === 'estimated') return <Estimated />;
  return shownDialog.value === 'keys' ? <Keys /> : null;
}

function Estimated() {
  return (
    <Dialog title="What “estimated” means" close={close}>
      <p>
        A photo holds three numbers for every pixel: red, green and blue. A spectrum here has 31. Many
        different spectra give the same three numbers, so a photo alone cannot say which one was there.
      </p>
      <p>
        <strong>What is certain:</strong> every spectrum here, seen through the camera response that you see
        under “Photo”, gives the photo back. The re-projection error says how exactly.
      </p>
      <p>
        <strong>What is expected, not seen:</strong> the other 28 of 31 parts of a spectrum. The network fills
        them in with what was usual in the scenes that it learnt from. The view “What the camera cannot see”
        shows how much of every spectrum rests on that alone.
      </p>
      <ul>
        <li>
          Below 420 nm and above 680 nm cameras see almost nothing: these ends are nearly all expectation.
        </li>
        <li>The network learnt from indoor scenes; plants, water, sky and skin are hardly among them.</li>
        <li>Light with narrow lines (LEDs, fluorescent lamps, screens) is not what it expects.</li>
        <li>Phones and cameras grade colours; the spectra then describe the graded picture.</li>
        <li>A channel that is clipped to white is only a lower bound; dark pixels carry little.</li>
      </ul>
      <p>Do not identify materials, judge food, or diagnose anything from these spectra alone.</p>
    </Dialog>
  );
}

const KEYS: readonly (readonly [string, string])[] = [
  ['Arrow keys on the picture', 'move the cross-hair; held longer, faster'],
  ['Enter on the picture', 'pins the spectrum under the cross-hair'],
  ['Shift + arrow keys', 'move the picture'],
  ['+ and −', 'zoom in and out'],
  ['0', 'shows the whole picture'],
  [', and .', 'go to the band before and after'],
  [
    'Arrow keys on the strip of bands',
    'go from band to band; outside the picture also while a single band is shown',
  ],
  ['Escape', 'hides the cross-hair, closes a window'],
  ['Click, tap', 'pins a spectrum'],
  ['Shift + drag', 'marks a region'],
  ['Wheel, pinch, double click', 'zoom'],
];

function Keys() {
  return (
    <Dialog title="Keys and gestures" close={close}>
      <dl class="keys">
        {KEYS.map(([key, what]) => (
          <>
            <dt>{key}</dt>
            <dd>{what}</dd>
          </>
        ))}
      </dl>
    </Dialog>
  );
}
