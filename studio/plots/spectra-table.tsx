/** The numbers of the plot as a table, for screen readers and for everybody who wants numbers. */
import { cube } from '../state/store.ts';
import { allLines } from './lines.ts';

export function SpectraTable() {
  const lines = allLines.value;
  const wavelengths = cube.value?.wavelengths ?? [];
  if (lines.length === 0) return null;
  return (
    <details class="table-box">
      <summary>Table of values</summary>
      <div class="table-scroll">
        <table>
          <caption class="unseen">Values of the marked spectra by wavelength</caption>
          <thead>
            <tr>
              <th scope="col">nm</th>
              {lines.map(({ id, name, kind }) => (
                <th key={id} scope="col">
                  {name}
                  {kind === 'estimated' && ', estimated'}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {wavelengths.map((wavelength, band) => (
              <tr key={wavelength}>
                <th scope="row">{Math.round(wavelength)}</th>
                {lines.map(({ id, values, deviation }) => (
                  <td key={id}>
                    {values[band].toFixed(4)}
                    {deviation !== undefined && ` ± ${deviation[band].toFixed(4)}`}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}
