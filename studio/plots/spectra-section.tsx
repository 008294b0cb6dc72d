/** The plot with its heading, its label, what lies under the pointer, and its table. */
import { shownDialog } from '../app/dialog-state.ts';
import { cube } from '../state/store.ts';
import { HoverReadout } from './hover-readout.tsx';
import { sampleKind } from './lines.ts';
import { SpectraPlot } from './spectra-plot.tsx';
import { SpectraTable } from './spectra-table.tsx';

export function SpectraSection() {
  return (
    <section class="spectra" aria-label="Spectra">
      <div class="spectra-heading">
        <h2>Spectra</h2>
        {cube.value !== undefined && sampleKind.value === 'estimated' && (
          <button
            type="button"
            class="badge"
            onClick={() => {
              shownDialog.value = 'estimated';
            }}
          >
            estimated, not measured
          </button>
        )}
        <HoverReadout />
      </div>
      <SpectraPlot />
      <SpectraTable />
    </section>
  );
}
