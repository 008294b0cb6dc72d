/** What the reconstruction says about itself, or a cube about its origin. */
import { cube, result } from '../state/store.ts';
import { shortNumber } from '../views/short-number.ts';

export function ResultFacts() {
  const held = cube.value;
  if (held === undefined) return null;
  const finished = result.value;
  const { metadata } = held;
  const first = Math.round(held.wavelengths[0]);
  const last = Math.round(held.wavelengths[held.bands - 1]);
  const facts: readonly (readonly [string, string | undefined])[] = [
    ['Cube', `${held.width} × ${held.height}, ${held.bands} bands, ${first}–${last} nm`],
    ['Holds', `${metadata.quantity}${metadata.assumption === undefined ? '' : `: ${metadata.assumption}`}`],
    ['Response', finished?.response.name ?? metadata.response],
    ['Reason', finished?.response.reason],
    ['Model', metadata.model],
    [
      'Re-projection',
      finished === undefined
        ? undefined
        : `${shortNumber(finished.reprojection.unclippedPixelRms)} of white (root mean square over unclipped pixels)`,
    ],
    [
      'Clipped',
      finished === undefined
        ? undefined
        : `${(100 * finished.reprojection.clippedShare).toFixed(2)} % of pixels`,
    ],
    ['Took', finished === undefined ? undefined : `${finished.seconds.toFixed(1)} s on ${finished.runtime}`],
    ['Source', metadata.source],
    ['About', metadata.description],
  ];
  return (
    <section aria-label="Result">
      <h2>Result</h2>
      <dl class="facts">
        {facts
          .filter(([, text]) => text !== undefined && text !== '')
          .map(([name, text]) => (
            <>
              <dt>{name}</dt>
              <dd>{text}</dd>
            </>
          ))}
      </dl>
    </section>
  );
}
