/** One line of the results: what was measured, how, and what follows from it. */

/** A row from a record of `alternate`; ratios and shares are added when all rows are there. */
export function recordRow({ way, ms, notes, failure }, about) {
  const { flops, difference, ...what } = about;
  if (failure !== undefined) return { ...what, way: way.name, failure };
  const { peakKibibytes, ...more } = notes;
  return {
    ...what,
    way: way.name,
    ms: { median: round(ms.median), min: round(ms.min), max: round(ms.max), runs: ms.runs },
    ...(what.pixels === undefined ? {} : { microsecondsPerPixel: round((1000 * ms.median) / what.pixels) }),
    ...(flops === undefined ? {} : { gflops: round(flops / (1e6 * ms.median)) }),
    ...(peakKibibytes === undefined ? {} : { peakMegabytes: megabytes(peakKibibytes) }),
    ...more,
    ...(difference === undefined ? {} : { difference: Number(difference.toExponential(2)) }),
  };
}

function megabytes(kibibytes) {
  return kibibytes === null ? null : Math.round((1024 * kibibytes) / 1e6);
}

/** Four digits that count. */
export function round(value) {
  return Number(value.toPrecision(4));
}

/** Adds each row's share of the ceiling and how many times as long as `ours` its way takes for the same work. */
export function completeRows(rows, ceiling, ours) {
  return rows.map((row) => {
    const own = rows.find(
      ({ section, work, way }) => section === row.section && work === row.work && way === ours,
    );
    return {
      ...row,
      ...(ceiling === undefined || row.gflops === undefined || row.section === 'ceiling'
        ? {}
        : { shareOfCeiling: round(row.gflops / ceiling) }),
      ...(own?.ms === undefined || row.ms === undefined || own === row
        ? {}
        : { timesOurs: round(row.ms.median / own.ms.median) }),
    };
  });
}
