/** How work is dealt out, and what SLURM and Kubernetes are believed. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { WorkUnit } from '../work-unit.ts';
import { type DealtInput, dealUnits } from './deal-units.ts';
import { parseShard, ShardError } from './shard-choice.ts';

/** Every photo, and every frame of a video up to the number that it has. */
function namesIn(units: readonly WorkUnit[], frameCounts: ReadonlyMap<string, number>): string[] {
  return units.flatMap(({ source, frames }) => {
    if (frames === undefined) return [source];
    const { from, to = Number.POSITIVE_INFINITY, every = 1 } = frames;
    const names: string[] = [];
    for (let frame = from; frame <= Math.min(to, frameCounts.get(source) ?? 0); frame += every) {
      names.push(`${source} ${frame}`);
    }
    return names;
  });
}

const input = fc.record({
  name: fc.stringMatching(/^[a-zA-Z0-9äß_ -]{1,8}$/),
  frames: fc.option(fc.nat(300), { nil: undefined }),
  counted: fc.boolean(),
});

describe('dealing', () => {
  it('gives each photo and chosen frame to exactly one shard, whatever order the inputs come in', () => {
    const choice = fc.record({
      from: fc.integer({ min: 1, max: 40 }),
      every: fc.integer({ min: 1, max: 5 }),
    });
    fc.assert(
      fc.property(
        fc.uniqueArray(input, { selector: ({ name }) => name, maxLength: 30 }),
        fc.integer({ min: 1, max: 12 }),
        choice,
        fc.option(fc.integer({ min: 40, max: 250 }), { nil: undefined }),
        (drawn, count, { from, every }, to) => {
          const inputs = drawn.map(
            ({ name, frames, counted }): DealtInput => ({
              source: `in/${name}`,
              name,
              isVideo: frames !== undefined,
              ...(frames !== undefined && counted ? { frameCount: frames } : {}),
            }),
          );
          const frameCounts = new Map(drawn.map(({ name, frames = 0 }) => [`in/${name}`, frames]));
          const frames = { from, every, ...(to === undefined ? {} : { to }) };
          const shards = Array.from({ length: count }, (_, index) =>
            dealUnits(index % 2 === 0 ? inputs : inputs.toReversed(), { index: index + 1, count }, frames),
          );
          const dealt = shards.flatMap((units) => namesIn(units, frameCounts));
          const all = drawn.flatMap(({ name, frames: length }) =>
            length === undefined ? [`in/${name}`] : namesIn([{ source: `in/${name}`, frames }], frameCounts),
          );
          expect(dealt.toSorted()).toEqual(all.toSorted());
          const units = shards.map(({ length }) => length);
          expect(Math.max(...units) - Math.min(...units)).toBeLessThanOrEqual(1);
        },
      ),
    );
  });

  it('divides a long video evenly, leaves a short one whole, and the last stretch open', () => {
    const video = (frameCount?: number): DealtInput[] => [
      { source: 'v.mp4', name: 'v.mp4', isVideo: true, ...(frameCount === undefined ? {} : { frameCount }) },
    ];
    const framesOf = (count: number, frameCount?: number) =>
      Array.from({ length: count }, (_, index) =>
        dealUnits(video(frameCount), { index: index + 1, count }),
      ).flat();
    expect(framesOf(3, 100).map(({ frames }) => frames)).toEqual([
      { from: 1, to: 33 },
      { from: 34, to: 66 },
      { from: 67 },
    ]);
    expect(framesOf(8, 15).map(({ frames }) => frames)).toEqual([{ from: 1 }]);
    expect(framesOf(8).map(({ frames }) => frames)).toEqual([{ from: 1 }]);
  });
});

const slurm = (id: number, least: number, most: number, step: number, count: number) => ({
  SLURM_ARRAY_TASK_ID: String(id),
  SLURM_ARRAY_TASK_MIN: String(least),
  SLURM_ARRAY_TASK_MAX: String(most),
  SLURM_ARRAY_TASK_STEP: String(step),
  SLURM_ARRAY_TASK_COUNT: String(count),
});

describe('a shard', () => {
  it.each([
    ['3/16', {}, { index: 3, count: 16 }],
    ['1/1', {}, { index: 1, count: 1 }],
    ['slurm', slurm(0, 0, 31, 1, 32), { index: 1, count: 32 }],
    ['slurm', slurm(5, 1, 7, 2, 4), { index: 3, count: 4 }],
    ['slurm', slurm(12, 0, 15, 4, 4), { index: 4, count: 4 }],
    ['SLURM', slurm(9, 9, 9, 1, 1), { index: 1, count: 1 }],
    ['kubernetes/4', { JOB_COMPLETION_INDEX: '3' }, { index: 4, count: 4 }],
  ])('%s is understood', (text, environment, shard) => {
    expect(parseShard(text, environment)).toEqual(shard);
  });

  it.each([
    ['0/4', {}, /found 0 of 4/],
    ['5/4', {}, /found 5 of 4/],
    ['1/0', {}, /found 1 of 0/],
    ['1/9999999', {}, /found 1 of 9999999/],
    ['4', {}, /such as 3\/16/],
    ['-1/4', {}, /such as 3\/16/],
    ['1.5/4', {}, /such as 3\/16/],
    ['kubernetes', { JOB_COMPLETION_INDEX: '1' }, /kubernetes\/16/],
    ['kubernetes/4', {}, /JOB_COMPLETION_INDEX, found nothing/],
    ['kubernetes/4', { JOB_COMPLETION_INDEX: '4' }, /found 5 of 4/],
    ['kubernetes/4', { JOB_COMPLETION_INDEX: 'one' }, /found 'one'/],
    ['slurm', {}, /SLURM_ARRAY_TASK_ID, found nothing/],
    [
      'slurm',
      { ...slurm(1, 1, 4, 1, 4), SLURM_ARRAY_TASK_COUNT: '' },
      /SLURM_ARRAY_TASK_COUNT, found nothing/,
    ],
    ['slurm', slurm(5, 1, 9, 1, 3), /evenly spaced/],
    ['slurm', slurm(4, 1, 7, 2, 4), /evenly spaced/],
    ['slurm', slurm(9, 1, 7, 2, 4), /found 5 of 4/],
    ['slurm', slurm(1, 1, 4, 0, 4), /evenly spaced/],
  ])('%s with %j is refused', (text, environment, message) => {
    expect(() => parseShard(text, environment)).toThrow(ShardError);
    expect(() => parseShard(text, environment)).toThrow(message);
  });
});
