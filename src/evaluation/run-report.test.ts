import { describe, expect, it } from 'vitest';
import { type RunRecord, runReport } from './run-report.ts';

const record: RunRecord = {
  title: 'a <run> & more',
  settings: { batch: 8, basis: 'canonical' },
  step: 20,
  steps: 100,
  seconds: 90,
  training: [10, 20].map((step) => ({
    step,
    figures: { smoothness: 1 / step, fakeAccuracy: 0.5, realAccuracy: 0.75, adversarialNorm: 1e-3 },
  })),
  validation: [{ step: 20, figures: { psnr: 30 } }],
  strip: { uri: 'data:image/png;base64,AAAA', caption: 'truth and estimate' },
};

describe('the report of a run', () => {
  it('stands on its own, escapes what it is told, and looks again while the run goes on', () => {
    const page = runReport(record);
    expect(page).toContain('<h1>a &lt;run&gt; &amp; more</h1>');
    expect(page).toContain('http-equiv="refresh"');
    expect(page).toMatch(/Step 20 of 100, 1\.5 minutes/);
    expect(page.match(/<svg /g)).toHaveLength(2);
    expect(page).toContain('accuracy of the discriminator');
    expect(page).toContain('data:image/png;base64,AAAA');
    expect(page.replaceAll('http://www.w3.org/2000/svg', '')).not.toMatch(/https?:|<script|<link/);
  });

  it('says how a run ended, and needs no validation', () => {
    const { strip: _, ...plain } = record;
    const done = runReport({ ...plain, step: 100, validation: [] });
    expect(done).not.toContain('http-equiv="refresh"');
    expect(done).not.toContain('Validation');
    const failed = runReport({ ...record, failure: 'smoothness became NaN at step 21' });
    expect(failed).toMatch(/class="failure".*smoothness became NaN at step 21/);
    expect(failed).not.toContain('http-equiv="refresh"');
  });
});
