import { describe, expect, it } from 'vitest';
import { chartGrid, lineChart } from './line-chart.ts';

const options = { title: 'a < b', xLabel: 'nm', yLabel: '"y"' };
const curve = { name: 'one & two', x: [400, 500, 600], y: [0, 1, 0.5] };

/** Points of the first curve, in pixels. */
function points(svg: string): number[][] {
  const path = /<path d="(M[^"]+)" fill="none" stroke="#0072b2"/.exec(svg)?.[1] ?? '';
  return path
    .split(/[ML]/)
    .filter((part) => part !== '')
    .map((part) => part.split(' ').map(Number));
}

describe('a chart', () => {
  it('places values on its axes, and is proper XML', () => {
    const svg = lineChart([curve], { ...options, yRange: [0, 1] });
    const [first, second, third] = points(svg);
    expect(first[0]).toBeLessThan(second[0]);
    expect(second[0] - first[0]).toBeCloseTo(third[0] - second[0], 1);
    expect(first[1] - third[1]).toBeCloseTo((first[1] - second[1]) / 2, 1);
    expect(svg).not.toMatch(/a < b|one & two/);
    expect(svg).toMatch(/a &#60; b/);
    expect(svg.match(/<g|<svg/g)?.length).toBe(svg.match(/<\/g|<\/svg/g)?.length);
  });

  it('leaves a gap where a value is not finite, and stands without any value', () => {
    const gap = lineChart([{ ...curve, y: [0, Number.NaN, 1] }], options);
    expect(gap).toMatch(/M\d+(\.\d+)? \d+(\.\d+)?h0M/); // a dot
    const empty = lineChart([{ name: 'none', x: [], y: [] }], options);
    expect(empty).not.toMatch(/NaN|Infinity/);
    expect(lineChart([{ ...curve, y: [2, 2, 2] }], options)).not.toMatch(/NaN|Infinity/);
  });

  it('draws a pale band of the deviation, within the axes', () => {
    const y = [0.2, 0.5, Number.NaN, 0.4, 0.3];
    const svg = lineChart(
      [{ name: 'region', x: [1, 2, 3, 4, 5], y, deviation: [0.1, 0.2, 0.1, 0.1, 0.3] }],
      options,
    );
    const areas = [...svg.matchAll(/<path d="M([^"]+)Z" fill="#0072b2" fill-opacity="0.16"/g)].map(
      ([, path]) => path.split('L').map((point) => point.split(' ').map(Number)),
    );
    expect(areas.map((points) => points.length)).toEqual([4, 4]); // a gap between them
    const [[topLeft, , , bottomLeft]] = areas;
    expect(topLeft[0]).toBe(bottomLeft[0]);
    const curves = points(svg);
    expect((topLeft[1] + bottomLeft[1]) / 2).toBeCloseTo(curves[0][1], 1);
    for (const point of areas.flat()) expect(point[1] >= 42 && point[1] <= 260).toBe(true);
    expect(svg.indexOf('fill-opacity')).toBeLessThan(svg.indexOf('fill="none" stroke="#0072b2"'));
  });

  it('stands in a grid', () => {
    const svg = chartGrid(
      [1, 2, 3].map(() => ({ curves: [curve], options })),
      2,
    );
    expect(svg).toMatch(/width="960" height="600"/);
    expect(svg.match(/translate\(480 0\)|translate\(0 300\)/g)).toHaveLength(2);
  });
});
