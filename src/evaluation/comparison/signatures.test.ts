import { expect, it } from 'vitest';
import { signatureCharts } from './signatures.ts';

it('draws truth and methods in every chart, and names each once', () => {
  const methods = Array.from({ length: 14 }, (_, index) => `method <${index}>`);
  const signatures = [1, 2, 3].map((y) => ({
    pixel: { scene: 'feathers', x: 10, y },
    label: 'ABC'[y - 1],
    truth: [0.1, 0.2, 0.4],
    estimates: methods.map((_, index) => [0.1, 0.2 + index / 100, 0.3]),
  }));
  const svg = signatureCharts(signatures, [400, 550, 700], methods, 2);
  expect(svg).not.toContain('method <');
  for (let index = 0; index < methods.length; index++) {
    expect(svg.match(new RegExp(`>method &#60;${index}&#62;<`, 'g'))).toHaveLength(1);
  }
  expect(svg.match(/>truth</g)).toHaveLength(1);
  expect(svg.match(/ fill="none" stroke="#000000" stroke-width="2.6"/g)).toHaveLength(3);
  for (const label of ['A', 'B', 'C']) expect(svg).toContain(`${label}: feathers at 10,`);
  // No two methods look alike.
  const legend = [...svg.matchAll(/<path d="M[\d.]+ [\d.]+h30"( [^/]*)\/>/g)].map(([, stroke]) => stroke);
  expect(legend).toHaveLength(15);
  expect(new Set(legend).size).toBe(15);
});
