/** The module that a worker's processes load to do units: the same runner as that of shards. */
import { openUnitRunner } from '../unit-runner.ts';
import type { UnitRunner } from '../work-unit.ts';
import type { RunnerSettings } from './unit-process-messages.ts';

/** @throws as {@link openUnitRunner} does. */
export function openRunner({
  destination,
  settings,
  threads,
  maxMemory,
  device,
}: RunnerSettings): Promise<UnitRunner> {
  return openUnitRunner(destination, settings, { device, threads, maxMemory });
}
