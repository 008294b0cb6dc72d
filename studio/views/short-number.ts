/** Numbers short enough for colour bars and lists. */

const RAISED = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/** Two digits that count; powers of ten below a thousandth. */
export function shortNumber(value: number): string {
  if (value === 0) return '0';
  if (Math.abs(value) >= 0.001) return String(Number(value.toPrecision(2))).replace('-', '−');
  const [digits, power] = value.toExponential(1).split('e-');
  const raised = [...power].map((digit) => RAISED[Number(digit)]).join('');
  return `${digits.replace('-', '−').replace('.0', '')} × 10⁻${raised}`;
}
