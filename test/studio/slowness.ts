/** How much slower this machine is at the moment than one that does nothing else. */

/** Time on the clock over time on the processor, of a short computation: 1 on an idle machine. */
export function slowness(): number {
  const start = performance.now();
  const before = process.cpuUsage();
  let sum = 0;
  let spent = 0;
  while (spent < 100_000) {
    for (let step = 0; step < 1e6; step++) sum += Math.sqrt(step);
    const { user, system } = process.cpuUsage(before);
    spent = user + system;
  }
  return Number.isFinite(sum) ? Math.max(1, (1000 * (performance.now() - start)) / spent) : 1;
}
